/**
 * A call that has failed, for all that its client knows.
 *
 * What answers may be something else at the address: then the failure says what was found.
 */
import type { ApiResponse } from "../../api/handle-call.ts";

/** The code of an answer that no AWS service gives. */
export const UNREADABLE_ANSWER = "UnreadableAnswer";

export interface CallFailure {
  /** AWS's code; the system's word, such as ECONNRESET, when no answer came; or UNREADABLE_ANSWER. */
  readonly code: string;
  readonly says: string;
}

/** The object in an answer's body. */
export type Answer = Readonly<Record<string, unknown>>;

/** What an answer says against its call; undefined when it was taken. Never throws. */
export function failureOf(response: ApiResponse): CallFailure | undefined {
  const answer = readAnswer(response);
  if (answer === undefined) return unreadable("a JSON object", foundIn(response));
  if (response.status === 200) return undefined;
  const { __type: code, message, Message } = answer;
  if (typeof code !== "string") return unreadable("__type", foundIn(response));
  const says = message ?? Message;
  return { code, says: typeof says === "string" ? says : "" };
}

/** What an answer holds; undefined when it is no JSON object. */
export function readAnswer({ body }: ApiResponse): Answer | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // Expected: something else may answer at the address.
  }
}

export function isObject(value: unknown): value is Answer {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function unreadable(expected: string, found: string): CallFailure {
  const says = `expected an answer with ${expected}; found ${found}; the call counts as failed`;
  return { code: UNREADABLE_ANSWER, says };
}

/** Characters of a strange answer that are shown. */
const SHOWN_MAX = 80;

/** One line of what came instead. */
function foundIn({ status, body }: ApiResponse): string {
  const line = body.replaceAll(/\s+/g, " ").trim();
  const shown = line.length <= SHOWN_MAX ? line : `${line.slice(0, SHOWN_MAX)}...`;
  return `status ${status} with ${line === "" ? "an empty body" : shown}`;
}
