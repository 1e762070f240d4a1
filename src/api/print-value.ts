/**
 * Prints a value as AWS's messages do: in Java's way, `[a, b]` and `{key=value}`, without quotes.
 */
import type { Shape } from "../ssm/shape.ts";

/**
 * The text of a value inside a message.
 *
 * Shape: secrets inside it print as `***`; a long text is cut, and ends on `...` (our bound; the
 *   service echoes all).
 * Units: at most about 2,000 UTF-16 code units.
 */
export function printValue(shape: Shape, value: unknown): string {
  const text = print(shape, value, PRINTED_MAX);
  return text.length <= PRINTED_MAX ? text : `${text.slice(0, PRINTED_MAX)}...`;
}

/** An answer should not repeat a body that a caller has blown up. */
const PRINTED_MAX = 2_000;

function print(shape: Shape, value: unknown, room: number): string {
  if ("sensitive" in shape) return "***";
  if (value === null || value === undefined) return "null";
  switch (shape.type) {
    case "list": {
      const members = value as readonly unknown[];
      return `[${printAll(members, room, (member, left) => print(shape.member, member, left))}]`;
    }
    case "map":
      return `{${printAll(
        Object.entries(value),
        room,
        ([key, member], left) => `${key}=${print(shape.value, member, left)}`,
      )}}`;
    case "structure":
      return `{${printAll(Object.entries(value), room, ([name, member], left) => {
        const memberShape = shape.members[name];
        return memberShape === undefined ? "" : `${name}=${print(memberShape, member, left)}`;
      })}}`;
    default:
      return typeof value === "string" ? value : JSON.stringify(value);
  }
}

/** Joins the texts of entries, and stops once they fill the room. */
function printAll<Entry>(
  entries: readonly Entry[],
  room: number,
  printOne: (entry: Entry, left: number) => string,
): string {
  let text = "";
  for (const entry of entries) {
    if (text.length > room) break;
    text += `${text === "" ? "" : ", "}${printOne(entry, room - text.length)}`;
  }
  return text;
}
