/**
 * The plugins (steps) of an invocation, in AWS's words: what each reported, or what follows from
 * the invocation when it reported nothing.
 *
 * A plugin knows neither Delayed nor Cancelling, so those show as Pending or InProgress.
 * Source: botocore model ssm 2014-11-06, CommandPlugin; the derived words are our choice.
 */
import { stepNames } from "../ssm/document.ts";
import type { InvocationStatusDetails, PluginStatusDetails } from "../ssm/status.ts";
import type { AgentStatus, StepResult } from "../wire/message.ts";
import { contentOf } from "./command-request.ts";
import type { Command } from "./command.ts";
import { detailsOf } from "./invocation-state.ts";
import type { Invocation } from "./invocation.ts";

export interface Plugin {
  readonly name: string;
  readonly details: PluginStatusDetails;
  /** When the step began, or its document before it has reported; undefined when neither has. */
  readonly startMs: number | undefined;
  /** Undefined until the step has ended. */
  readonly result: StepResult | undefined;
}

/** The names of a command's plugins, in the document's order. */
export function pluginNamesOf(command: Command): readonly string[] {
  const content = contentOf(command.request);
  return content === undefined ? [] : stepNames(content);
}

/**
 * Every plugin of an invocation, in the document's order.
 *
 * Of the steps that have not ended the first one is at work; the others wait for it.
 */
export function pluginsOf(command: Command, invocation: Invocation): readonly Plugin[] {
  let isFirst = true;
  return pluginNamesOf(command).map((name) => {
    const last = Object.hasOwn(invocation.steps, name) ? invocation.steps[name] : undefined;
    const reported = last === undefined ? undefined : REPORTED[last.status];
    if (last !== undefined && reported !== undefined) {
      return { name, details: reported, startMs: last.startMs, result: last };
    }
    const details = derive(invocation);
    const waits = !isFirst && details === "InProgress";
    isFirst = false;
    if (waits) return { name, details: "Pending", startMs: undefined, result: undefined };
    // A step that asked for a reboot has begun, and is about to begin again.
    return { name, details, startMs: last?.startMs ?? invocation.startedMs, result: undefined };
  });
}

function derive(invocation: Invocation): PluginStatusDetails {
  const details = detailsOf(invocation.state);
  if (details !== "Cancelling") return DERIVED[details];
  return invocation.offerMessageId === "" ? "InProgress" : "Pending";
}

/** What a step's report says; undefined when the step is not over yet. */
const REPORTED: Readonly<Record<AgentStatus, PluginStatusDetails | undefined>> = {
  NotStarted: undefined,
  InProgress: undefined,
  Success: "Success",
  SuccessAndReboot: undefined,
  PassedAndReboot: undefined,
  Failed: "Failed",
  Cancelled: "Cancelled",
  TimedOut: "ExecutionTimedOut",
  Skipped: "Success",
  TestFailure: "Failed",
  TestPass: "Success",
};

type Derived = Exclude<InvocationStatusDetails, "Cancelling">;

const DERIVED: Readonly<Record<Derived, PluginStatusDetails>> = {
  Pending: "Pending",
  Delayed: "Pending",
  InProgress: "InProgress",
  Success: "Success",
  Failed: "Failed",
  ExecutionTimedOut: "ExecutionTimedOut",
  DeliveryTimedOut: "DeliveryTimedOut",
  Cancelled: "Cancelled",
  Undeliverable: "Failed",
  Terminated: "Cancelled",
  InvalidPlatform: "Failed",
  AccessDenied: "Failed",
};
