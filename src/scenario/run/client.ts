/**
 * The one client of a run: it makes the calls of the steps, without retries (who asks for a status
 * asks again as its step says), and knows of commands only what it was answered.
 *
 * A command whose answer was lost runs all the same, and this client can't cancel it: it has never
 * learnt its id. The run itself knows it (cast.ts), for patterns and outcomes are the observer's.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import { TARGET_PREFIX } from "../../ssm/operation.ts";
import { isObject } from "../../wire/parse-json.ts";
import { CallError } from "../../world/call-error.ts";
import type { SendAction } from "../scenario.ts";
import { readResponse, unreadable } from "./call-failure.ts";
import type { Answer, CallFailure } from "./call-failure.ts";
import type { Cast } from "./cast.ts";
import type { Calls } from "./scene.ts";

/** How long an answer is waited for. Source: the default of the AWS CLI, `cli-read-timeout`. */
const ANSWER_MS = 60_000;

export type CallOver = (failure: CallFailure | undefined) => void;

export class Client {
  private readonly calls: Calls;
  private readonly cast: Cast;
  /** By name: what it was answered. */
  private readonly known = new Map<string, string>();
  /** The name of the send that is being taken at this moment. */
  private arriving: string | undefined = undefined;

  constructor(calls: Calls, cast: Cast) {
    this.calls = calls;
    this.cast = cast;
  }

  knows(command: string): boolean {
    return this.known.has(command);
  }

  /** Gives a command that is accepted its name; it reads the trace ahead of all others. */
  see({ event, command }: TraceEvent): void {
    if (event !== "command.accepted" || this.arriving === undefined) return;
    this.cast.nameCommand(this.arriving, command ?? "");
    this.arriving = undefined;
  }

  send({ as, request }: SendAction, over: CallOver): void {
    const input = { ...request, ...this.withIds(request) };
    this.call("SendCommand", input, as, (answer, failure) => {
      const id = commandIdOf(answer);
      if (id !== undefined) this.known.set(as, id);
      const isLacking = id === undefined && failure === undefined;
      over(isLacking ? unreadable("Command.CommandId", "none") : failure);
    });
  }

  /** Cancels a command that it knows, on some nodes or on all. */
  cancel(command: string, nodes: readonly string[] | undefined, over: CallOver): void {
    const some = nodes === undefined ? {} : { InstanceIds: this.cast.idsOfAll(nodes) };
    const input = { CommandId: this.known.get(command) ?? "", ...some };
    this.call("CancelCommand", input, undefined, (_answer, failure) => over(failure));
  }

  /** Asks how a command that it knows is doing on a node: Status and StatusDetails, none if it failed. */
  ask(
    command: string,
    node: string,
    over: (statuses: readonly string[], failure: CallFailure | undefined) => void,
  ): void {
    const input = { CommandId: this.known.get(command), InstanceId: this.cast.idsOf(node)[0] };
    this.call("GetCommandInvocation", input, undefined, (answer, failure) => {
      const { Status, StatusDetails } = answer;
      const words = [Status, StatusDetails].filter((word) => typeof word === "string");
      over(words, failure);
    });
  }

  /** Names of nodes and groups become ids wherever SendCommand takes ids. */
  private withIds({ InstanceIds, Targets }: Readonly<Record<string, unknown>>) {
    const ids = (list: unknown) => this.cast.idsOfAll(Array.isArray(list) ? list.map(String) : []);
    const target = (one: { readonly Key?: unknown; readonly Values?: unknown }) =>
      one.Key === "InstanceIds" ? { ...one, Values: ids(one.Values) } : one;
    return {
      ...(InstanceIds === undefined ? {} : { InstanceIds: ids(InstanceIds) }),
      ...(Array.isArray(Targets) ? { Targets: Targets.map(target) } : {}),
    };
  }

  private call(
    operation: string,
    input: unknown,
    as: string | undefined,
    over: (answer: Answer, failure: CallFailure | undefined) => void,
  ): void {
    const sent = this.calls.send({
      target: `${TARGET_PREFIX}${operation}`,
      body: JSON.stringify(input),
      timeoutMs: ANSWER_MS,
      arriving: () => (this.arriving = as),
      answered: (response) => {
        const read = readResponse(response);
        if ("failure" in read) over({}, read.failure);
        else over(read.answer, undefined);
      },
      failed: (error) => {
        const code = error instanceof CallError ? error.code : error.name;
        over({}, { code, says: error.message });
      },
    });
    if (sent === undefined) over({}, { code: "TooManyCalls", says: "too many calls at once" });
  }
}

function commandIdOf({ Command: command }: Answer): string | undefined {
  const id = isObject(command) ? command["CommandId"] : undefined;
  return typeof id === "string" ? id : undefined;
}
