/**
 * Pages of a list, and the tokens that lead from one to the next.
 *
 * A token names the last entry shown by its serial number, so pages stay right while entries come
 * and go. It is bound to the operation and its filters by a checksum over all three, and is
 * refused for any other.
 * Source: API reference, NextToken of each list; the token's form is our choice.
 */
import { apiError } from "../ssm/error.ts";
import type { ApiError } from "../ssm/error.ts";

export interface PageRequest {
  /** Names the list: the operation and everything of its input but MaxResults and NextToken. */
  readonly list: string;
  readonly order: "newestFirst" | "oldestFirst";
  readonly maxResults: number;
  readonly nextToken: string | undefined;
}

export interface Page<Entry> {
  readonly entries: readonly Entry[];
  /** Undefined on the last page. */
  readonly nextToken: string | undefined;
}

/**
 * One page of entries that come in the order that the request names.
 *
 * Errors: InvalidNextToken.
 */
export function takePage<Entry extends { readonly serial: number }>(
  entries: Iterable<Entry>,
  request: PageRequest,
): Page<Entry> | ApiError {
  const after = readToken(request);
  if (after === undefined) return apiError("InvalidNextToken");
  const sign = request.order === "newestFirst" ? -1 : 1;
  const shown: Entry[] = [];
  for (const entry of entries) {
    if (after !== START && (entry.serial - after) * sign <= 0) continue;
    if (shown.length === request.maxResults) {
      return { entries: shown, nextToken: writeToken(request, shown.at(-1)?.serial ?? 0) };
    }
    shown.push(entry);
  }
  return { entries: shown, nextToken: undefined };
}

const START = -1;
const TOKEN = /^([0-9a-f]{8})([0-9a-f]{1,13})$/;

function writeToken({ list }: PageRequest, serial: number): string {
  return checksum(`${list}/${serial}`) + serial.toString(16);
}

/** The serial number that a token names, START without a token, undefined for a wrong one. */
function readToken(request: PageRequest): number | undefined {
  const { nextToken } = request;
  if (nextToken === undefined) return START;
  const serial = parseInt(TOKEN.exec(nextToken)?.[2] ?? "", 16);
  return writeToken(request, serial) === nextToken ? serial : undefined;
}

/** 32 bits of FNV-1a with a final mix: against mistakes, not against malice. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
