/**
 * Which calls are an agent's, and of which node: those whose way there and back a fault of links may
 * touch. All others are clients' calls.
 */
import { MESSAGE_DELIVERY_PREFIX } from "../../ssm/operation/message-delivery.ts";
import { TARGET_PREFIX } from "../../ssm/operation.ts";
import { commandIdOfJob, parseJobId } from "../../wire/job-id.ts";
import type { AgentCall } from "./request-gate.ts";

const HEALTH = "UpdateInstanceInformation";

/** The call, as far as faults have to do with it; undefined for a client's, or one of no node. */
export function readAgentCall(target: string | undefined, body: Buffer): AgentCall | undefined {
  const operation = operationOf(target);
  const input = operation === undefined ? undefined : readObject(body);
  if (operation === undefined || input === undefined) return undefined;
  const job = textOf(input["MessageId"]);
  const node =
    textOf(input[operation === HEALTH ? "InstanceId" : "Destination"]) ??
    (job === undefined ? undefined : parseJobId(job)?.nodeId);
  if (node === undefined) return undefined;
  return { node, operation, command: job === undefined ? undefined : commandIdOfJob(job), body };
}

function operationOf(target = ""): string | undefined {
  if (target === TARGET_PREFIX + HEALTH) return HEALTH;
  if (!target.startsWith(MESSAGE_DELIVERY_PREFIX)) return undefined;
  return target.slice(MESSAGE_DELIVERY_PREFIX.length);
}

function readObject(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value !== "object" || value === null) return undefined;
    return value as Readonly<Record<string, unknown>>;
  } catch {
    return undefined; // Expected: whoever calls may send anything; the operation says what is wrong.
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
