/**
 * The record of one accepted command, with its invocations and the counters over them.
 *
 * Counters change with every status change of an invocation (roll-up.ts), so that reading a
 * command never walks its invocations. They are not stored: `restore` counts anew.
 */
import type { Encoder } from "../kernel/encoder.ts";
import type { CommandStatusDetails } from "../ssm/status.ts";
import type { CommandRequest } from "./command-request.ts";
import { DETAILS, detailsIndexOf, holdsSlot } from "./invocation-state.ts";
import type { Invocation } from "./invocation.ts";

const NONE: readonly number[] = DETAILS.map(() => 0);

export class Command {
  readonly id: string;
  /** Ascending in order of acceptance, counted together with nodes and invocations. */
  readonly serial: number;
  readonly request: CommandRequest;
  readonly requestedMs: number;
  /** In order of the targets. */
  readonly invocations = new Map<string, Invocation>();
  /** How many invocations are in each StatusDetails, in the order of DETAILS. */
  readonly counts: number[];
  /** How many invocations count towards MaxConcurrency. Not stored, as the counts. */
  busy = 0;
  /**
   * Nodes that can be reached and wait for a slot, in the order in which they get one. Not stored:
   * a restart closes every channel.
   */
  readonly held = new Set<string>();
  /** A cancel without InstanceIds was accepted while the command was open. */
  cancelRequested = false;
  details: CommandStatusDetails = "Pending";

  constructor(
    id: string,
    serial: number,
    request: CommandRequest,
    requestedMs: number,
    counts = NONE,
  ) {
    this.id = id;
    this.serial = serial;
    this.request = request;
    this.requestedMs = requestedMs;
    this.counts = counts.slice();
  }

  /** Until when a job may be handed to an agent. Source: API reference, TimeoutSeconds. */
  get deliveryEndsMs(): number {
    return this.requestedMs + this.request.timeoutSeconds * 1000;
  }

  /** ExpiresAfter. Source: recorded answers, where it is the sum of both timeouts. */
  get expiresMs(): number {
    return this.deliveryEndsMs + this.request.executionTimeoutSeconds * 1000;
  }

  addInvocation(invocation: Invocation): void {
    this.invocations.set(invocation.nodeId, invocation);
    const index = detailsIndexOf(invocation.state);
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    if (holdsSlot(invocation.state)) this.busy += 1;
  }

  clone(): Command {
    const { id, serial, request, requestedMs, counts } = this;
    const copy = new Command(id, serial, request, requestedMs, counts);
    for (const [nodeId, invocation] of this.invocations) {
      copy.invocations.set(nodeId, invocation.clone());
    }
    copy.busy = this.busy;
    for (const nodeId of this.held) copy.held.add(nodeId);
    copy.cancelRequested = this.cancelRequested;
    copy.details = this.details;
    return copy;
  }

  /** The request is left out: commands of one search differ by their place alone. */
  encode(encoder: Encoder): void {
    encoder.id(this.id);
    encoder.time(this.requestedMs);
    encoder.flag(this.cancelRequested);
    encoder.text(this.details);
    for (const invocation of this.invocations.values()) invocation.encode(encoder);
    encoder.int(this.held.size);
    for (const nodeId of this.held) encoder.text(nodeId);
  }

  save(): SavedCommand {
    return {
      id: this.id,
      serial: this.serial,
      request: this.request,
      requestedMs: this.requestedMs,
      cancelRequested: this.cancelRequested,
      details: this.details,
    };
  }

  /** The command without its invocations: those are rows of their own. */
  static restore(saved: SavedCommand): Command {
    const command = new Command(saved.id, saved.serial, saved.request, saved.requestedMs);
    command.cancelRequested = saved.cancelRequested;
    command.details = saved.details;
    return command;
  }
}

export interface SavedCommand {
  readonly id: string;
  readonly serial: number;
  readonly request: CommandRequest;
  readonly requestedMs: number;
  readonly cancelRequested: boolean;
  readonly details: CommandStatusDetails;
}
