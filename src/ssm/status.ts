/**
 * Every status word of Run Command, and what each StatusDetails means at each level.
 *
 * Status and StatusDetails are two vocabularies: a details word narrows a Status down, and has no
 * spaces on the wire although AWS's prose spells "Delivery Timed Out". A command (C), an
 * invocation (I) and a plugin (P) each know a different set of both. Rows marked "our choice" are
 * words whose Status AWS does not document.
 */

/** Source: botocore model ssm 2014-11-06, CommandStatus (it has no Delayed). */
export const COMMAND_STATUSES = [
  "Pending",
  "InProgress",
  "Success",
  "Cancelled",
  "Failed",
  "TimedOut",
  "Cancelling",
] as const;
export type CommandStatus = (typeof COMMAND_STATUSES)[number];

/** Source: botocore model ssm 2014-11-06, CommandInvocationStatus. */
export const INVOCATION_STATUSES = [
  "Pending",
  "InProgress",
  "Delayed",
  "Success",
  "Cancelled",
  "TimedOut",
  "Failed",
  "Cancelling",
] as const;
export type InvocationStatus = (typeof INVOCATION_STATUSES)[number];

/** Source: botocore model ssm 2014-11-06, CommandPluginStatus (neither Delayed nor Cancelling). */
export const PLUGIN_STATUSES = [
  "Pending",
  "InProgress",
  "Success",
  "TimedOut",
  "Cancelled",
  "Failed",
] as const;
export type PluginStatus = (typeof PLUGIN_STATUSES)[number];

/**
 * What one StatusDetails word says: the Status that it narrows down, whether it is final, and
 * whether it adds to ErrorCount (and so to MaxErrors).
 */
export interface StatusDetailsRow<Status extends string> {
  readonly status: Status;
  readonly terminal: boolean;
  readonly countsAsError: boolean;
}

const OPEN = { terminal: false, countsAsError: false };
const DONE = { terminal: true, countsAsError: false };
const ERROR = { terminal: true, countsAsError: true };

/**
 * StatusDetails of an invocation.
 *
 * Source: user guide, "Understanding command statuses"; recorded answers for Undeliverable
 * (Failed) and ExecutionTimedOut. The Status of Terminated, InvalidPlatform and AccessDenied is
 * our choice.
 */
export const INVOCATION_STATUS_DETAILS = {
  Pending: { status: "Pending", ...OPEN },
  InProgress: { status: "InProgress", ...OPEN },
  Delayed: { status: "Delayed", ...OPEN },
  Cancelling: { status: "Cancelling", ...OPEN },
  Success: { status: "Success", ...DONE },
  Failed: { status: "Failed", ...ERROR },
  ExecutionTimedOut: { status: "TimedOut", ...ERROR },
  DeliveryTimedOut: { status: "TimedOut", ...DONE },
  Cancelled: { status: "Cancelled", ...DONE },
  Undeliverable: { status: "Failed", ...DONE },
  Terminated: { status: "Cancelled", ...DONE },
  InvalidPlatform: { status: "Failed", ...DONE },
  AccessDenied: { status: "Failed", ...DONE },
} as const satisfies Record<string, StatusDetailsRow<InvocationStatus>>;
export type InvocationStatusDetails = keyof typeof INVOCATION_STATUS_DETAILS;

/**
 * StatusDetails of a command.
 *
 * A command has no Delayed status: its details may say Delayed while its Status is InProgress (our
 * choice). Incomplete, RateExceeded, LimitExceeded, NoInstancesInTag and AccessDenied count as
 * Failed (our choice). ErrorCount belongs to invocations, so no row here counts.
 *
 * Source: user guide, "Understanding command statuses"; botocore model, CommandFilter.
 */
export const COMMAND_STATUS_DETAILS = {
  Pending: { status: "Pending", ...OPEN },
  InProgress: { status: "InProgress", ...OPEN },
  Delayed: { status: "InProgress", ...OPEN },
  Cancelling: { status: "Cancelling", ...OPEN },
  Success: { status: "Success", ...DONE },
  Failed: { status: "Failed", ...DONE },
  ExecutionTimedOut: { status: "TimedOut", ...DONE },
  DeliveryTimedOut: { status: "TimedOut", ...DONE },
  Cancelled: { status: "Cancelled", ...DONE },
  AccessDenied: { status: "Failed", ...DONE },
  Incomplete: { status: "Failed", ...DONE },
  RateExceeded: { status: "Failed", ...DONE },
  LimitExceeded: { status: "Failed", ...DONE },
  NoInstancesInTag: { status: "Failed", ...DONE },
} as const satisfies Record<string, StatusDetailsRow<CommandStatus>>;
export type CommandStatusDetails = keyof typeof COMMAND_STATUS_DETAILS;

/** StatusDetails of a plugin (one step). Source: botocore model, CommandPlugin$StatusDetails. */
export const PLUGIN_STATUS_DETAILS = {
  Pending: { status: "Pending", ...OPEN },
  InProgress: { status: "InProgress", ...OPEN },
  Success: { status: "Success", ...DONE },
  Failed: { status: "Failed", ...ERROR },
  ExecutionTimedOut: { status: "TimedOut", ...ERROR },
  DeliveryTimedOut: { status: "TimedOut", ...DONE },
  Cancelled: { status: "Cancelled", ...DONE },
} as const satisfies Record<string, StatusDetailsRow<PluginStatus>>;
export type PluginStatusDetails = keyof typeof PLUGIN_STATUS_DETAILS;

/** Source: botocore model ssm 2014-11-06, PingStatus (Inactive is deprecated there). */
export const PING_STATUSES = ["Online", "ConnectionLost", "Inactive"] as const;
export type PingStatus = (typeof PING_STATUSES)[number];

/** Source: botocore model ssm 2014-11-06, ConnectionStatus (older models capitalise it). */
export const CONNECTION_STATUSES = ["connected", "notconnected"] as const;
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number];
