/**
 * What a fault has a host do to one of its nodes, and what takes that back.
 *
 * The words are those of the hands of faults (faults/hands.ts), as data.
 */
import { z } from "zod";

/** The longest time in an order; a fault's own durations are shorter. */
const MS_MAX = 1_000 * 86_400_000;

const ms = z.int().min(0).max(MS_MAX);
const span = z.object({ minMs: ms, maxMs: ms });

export const faultOrder = z.discriminatedUnion("hand", [
  z.object({ hand: z.literal("crashAgent"), restartMs: ms.optional() }),
  z.object({
    hand: z.enum([
      ...["startAgent", "restartAgent", "cutPower", "crashWorkers"],
      ...["hangAgent", "wakeAgent", "loseStore", "copyStore", "keepStore"],
      ...["fillDisk", "freeDisk", "startAgain", "spare"],
    ] as const satisfies readonly Plain[]),
  }),
  z.object({
    hand: z.enum(["slowAgent", "quickenAgent", "slowDisk", "quickenDisk"]),
    by: span,
  }),
  z.object({
    hand: z.enum(["moveClock", "moveClockBack"]),
    byMs: z.int().min(-MS_MAX).max(MS_MAX),
  }),
  z.object({ hand: z.literal("order"), order: z.enum(["stop", "reboot", "terminate"]) }),
  z.object({
    hand: z.literal("interrupt"),
    action: z.enum(["stop", "terminate"]),
    noticeMs: ms,
  }),
  z.object({ hand: z.literal("stretchPending"), ms: ms.optional() }),
  z.object({ hand: z.literal("signalProcesses"), signal: z.enum(["KILL", "STOP", "CONT"]) }),
]);
export type FaultOrder = z.infer<typeof faultOrder>;

type Plain =
  | ("startAgent" | "restartAgent" | "cutPower" | "crashWorkers")
  | ("hangAgent" | "wakeAgent" | "loseStore" | "copyStore" | "keepStore")
  | ("fillDisk" | "freeDisk" | "startAgain" | "spare");

/** What takes an order back; undefined where nothing is to be taken back. */
export function takenBackBy(order: FaultOrder): FaultOrder | undefined {
  switch (order.hand) {
    case "hangAgent":
      return { hand: "wakeAgent" };
    case "loseStore":
    case "copyStore":
      return { hand: "keepStore" };
    case "fillDisk":
      return { hand: "freeDisk" };
    case "slowAgent":
      return { hand: "quickenAgent", by: order.by };
    case "slowDisk":
      return { hand: "quickenDisk", by: order.by };
    case "moveClock":
      return { hand: "moveClockBack", byMs: order.byMs };
    case "interrupt":
      return { hand: "spare" };
    case "order":
      return order.order === "stop" ? { hand: "startAgain" } : undefined;
    case "stretchPending":
      return order.ms === undefined ? undefined : { hand: "stretchPending" };
    case "signalProcesses":
      return order.signal === "STOP" ? { hand: "signalProcesses", signal: "CONT" } : undefined;
    default:
      return undefined;
  }
}

/** Whether an order is of the moment: it does not stand, and takes nothing back. */
export function isForNow(order: FaultOrder): boolean {
  return takenBackBy(order) === undefined && !takesBack(order);
}

/** Whether an order does nothing but take another one back. */
export function takesBack(order: FaultOrder): boolean {
  if (order.hand === "stretchPending") return order.ms === undefined;
  if (order.hand === "signalProcesses") return order.signal === "CONT";
  return WAYS_BACK.has(order.hand);
}

const WAYS_BACK: ReadonlySet<FaultOrder["hand"]> = new Set([
  ...(["wakeAgent", "quickenAgent", "keepStore", "freeDisk", "quickenDisk"] as const),
  ...(["moveClockBack", "startAgain", "spare"] as const),
]);
