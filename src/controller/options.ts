/**
 * What the controller can be told; every number has its unit in its name.
 *
 * The switches are the places where AWS documents nothing, or two outcomes: see docs/api.md.
 */
import { COMMAND_HISTORY_DAYS } from "../ssm/limit.ts";

export interface ControllerOptions {
  /** Unix time of virtual time 0, in milliseconds: what answers render times with. */
  readonly epochMs: number;
  readonly accountId: string;
  readonly region: string;
  /** How long a job that the agent refused for now waits before it is offered again. */
  readonly offerRetryMs: number;
  /**
   * How long the ack of a job is waited for before it is handed over again on the same channel; twice
   * as long each time.
   */
  readonly ackWaitMs: number;
  /** How often an agent is expected to report its health. */
  readonly healthReportMs: number;
  /** How long after two missed health reports a node becomes ConnectionLost. */
  readonly connectionLostGraceMs: number;
  /** How long a command is kept after it was requested. */
  readonly retentionMs: number;
  /** What ListCommands answers to a CommandId that does not exist. */
  readonly listCommandsUnknownId: "empty" | "InvalidCommandId";
  /** A command for a node that is ConnectionLost waits (Delayed), or is Undeliverable at once. */
  readonly connectionLostNodes: "wait" | "Undeliverable";
  /** An invocation that has started on a node that is then Terminated ends at once, not at expiry. */
  readonly failFast: boolean;
  /** An agent that nobody has announced becomes a node of its own by its first health report. */
  readonly admitUnknownAgents: boolean;
  /** Whether agents get control channels; denied, all of them have to poll for their messages. */
  readonly controlChannels: "allowed" | "denied";
  readonly nodesMax: number;
  /** Commands that are kept; past it the oldest finished one is forgotten early. */
  readonly commandsMax: number;
  readonly openInvocationsMax: number;
  /** The longest body of a call, in UTF-16 code units. */
  readonly bodyCharactersMax: number;
}

export const CONTROLLER_DEFAULTS: ControllerOptions = {
  // 2026-01-01T00:00:00Z.
  epochMs: 1_767_225_600_000,
  accountId: "123456789012",
  region: "us-east-1",
  offerRetryMs: 1_000,
  // Source: our choice; ec2messages hands a message out again that is not acknowledged by then.
  ackWaitMs: 10_000,
  healthReportMs: 300_000,
  connectionLostGraceMs: 30_000,
  retentionMs: COMMAND_HISTORY_DAYS * 86_400_000,
  listCommandsUnknownId: "empty",
  connectionLostNodes: "wait",
  failFast: false,
  admitUnknownAgents: true,
  controlChannels: "allowed",
  nodesMax: 100_000,
  commandsMax: 100_000,
  openInvocationsMax: 1_000_000,
  bodyCharactersMax: 1_048_576,
};
