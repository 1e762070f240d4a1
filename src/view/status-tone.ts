/** The group of looks that a status belongs to; details narrow a status down and keep its look. */

export type StatusTone = "waiting" | "running" | "cancelling" | "cancelled" | "success" | "bad";

export function statusTone(details: string): StatusTone {
  return TONES[details] ?? "bad";
}

/** One character for places where a word does not fit. */
export function statusLetter(details: string): string {
  return details.slice(0, 1);
}

const TONES: Readonly<Record<string, StatusTone>> = {
  Pending: "waiting",
  Delayed: "waiting",
  InProgress: "running",
  Cancelling: "cancelling",
  Cancelled: "cancelled",
  Success: "success",
};
