/**
 * Admin routes of faults: put one on the fleet in a scenario file's words, list them, end them.
 *
 * What can't be carried out is refused before it is put: half a fault would be worse than none.
 */
import type { ListedPlan } from "../../faults/board.ts";
import { PLANS_MAX } from "../../faults/board.ts";
import { liveRefusal, needsHost } from "../../faults/live.ts";
import { planWords } from "../../faults/plan-words.ts";
import type { FaultPlan } from "../../faults/plan.ts";
import { isPlanMistake, readPlan } from "../faults/read-plan.ts";
import type { Fleet } from "../faults/read-plan.ts";
import type { HostConnection } from "../host-channel/host-connection.ts";
import { adminError } from "./admin-context.ts";
import type { AdminAnswer, AdminContext, AdminRequest } from "./admin-context.ts";

/** `GET faults`: all that wait, are on, or were. */
export function listFaults({ faults }: AdminContext): AdminAnswer {
  return { status: 200, value: faults.list().map(listing) };
}

/** `POST faults`: one entry of a scenario file's `faults`; its times count from now. */
export function putFault(context: AdminContext, { body }: AdminRequest): AdminAnswer {
  const words = readJson(body);
  if (words === undefined) {
    const expected = "a JSON object: one fault with what it takes, and its plan";
    return adminError(400, { error: "SerializationException", expected, found: "no JSON" });
  }
  const plan = readPlan(words.value, fleetOf(context));
  if (isPlanMistake(plan)) {
    const { isOfFleet, expected, found } = plan;
    const error = isOfFleet ? "UnknownName" : "ValidationException";
    return adminError(isOfFleet ? 409 : 400, { error, expected, found });
  }
  return refuseLive(context, plan) ?? put(context, plan);
}

/** `DELETE faults/{number}`: ends one, and answers it as it is then. */
export function liftFault({ faults }: AdminContext, { parts: [text = ""] }: AdminRequest) {
  const number = Number(text);
  faults.lift(number);
  const listed = faults.list().find((one) => one.number === number);
  if (listed !== undefined) return { status: 200, value: listing(listed) };
  const expected = "the number of a fault of GET faults";
  return adminError(404, { error: "UnknownFault", expected, found: text });
}

/** `DELETE faults`: ends all of them. */
export function healFaults(context: AdminContext): AdminAnswer {
  context.faults.healAll();
  return listFaults(context);
}

function put({ faults }: AdminContext, plan: FaultPlan): AdminAnswer {
  const open = faults.list().filter(({ isOver }) => !isOver).length;
  if (open >= PLANS_MAX) {
    const expected = `at most ${PLANS_MAX} faults that wait or are on`;
    return adminError(409, { error: "TooManyFaults", expected, found: "as many" });
  }
  const number = faults.put(plan);
  const listed = faults.list().find((one) => one.number === number);
  return { status: 201, value: listed === undefined ? { number } : listing(listed) };
}

function listing({ number, fault, plan, fired, isOn, isOver }: ListedPlan) {
  return { number, name: fault, fault: planWords(plan), isOn, isOver, fired };
}

function readJson(body: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body.toString()) as unknown };
  } catch {
    return undefined; // Expected: a client may send anything.
  }
}

function fleetOf({ core }: AdminContext): Fleet {
  const { lastController: controller } = core;
  return {
    nodes: Array.from(controller?.nodes.values() ?? [], ({ id, tags }) => {
      const { Name: name } = tags;
      return { id, names: name === undefined ? [] : namesOf(name) };
    }),
    commands: [...(controller?.commands.keys() ?? [])],
  };
}

/** `web12` is one of the group `web`, as in a scenario file. */
function namesOf(name: string): readonly string[] {
  const group = name.replace(/[0-9]+$/, "");
  return group === name || group === "" ? [name] : [name, group];
}

/** Why a plan can't be carried out on the nodes that it names, or on any. */
function refuseLive(context: AdminContext, { fault, params, scope }: FaultPlan) {
  const { hosts } = context;
  const refuse = (host: HostConnection): string | undefined =>
    host.ground === undefined
      ? `host ${host.name} is of a version that takes no faults`
      : liveRefusal(fault, params, host.ground);
  if (!needsHost(fault)) {
    const reason = liveRefusal(fault, params, NO_GROUND);
    return reason === undefined ? undefined : notLive(fault.name, reason);
  }
  const named = scope.nodes?.map((node) => ({ node, host: hosts.hostOf(node) }));
  const stranger = named?.find(({ host }) => host === undefined);
  const carriers = named === undefined ? hosts.joined : named.flatMap(({ host }) => host ?? []);
  if (stranger !== undefined || carriers.length === 0) {
    const expected = "nodes whose host has joined";
    const found = stranger === undefined ? "no host" : `${stranger.node} without a host`;
    return adminError(409, { error: "NotDrivable", expected, found });
  }
  const reasons = [...new Set(carriers)].flatMap((host) => refuse(host) ?? []);
  const [reason] = reasons;
  return reason === undefined ? undefined : notLive(fault.name, reason);
}

/** What the service carries out alone depends on nothing. */
const NO_GROUND = { processes: "real", agents: "inside" } as const;

function notLive(fault: string, reason: string): AdminAnswer {
  const expected = "a fault that can be carried out on a live fleet";
  return adminError(409, { error: "NotLive", expected, found: `${fault}: ${reason}` });
}
