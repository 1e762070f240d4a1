/**
 * A call that has failed, for all that its client knows.
 *
 * What answers may be something else at the address: then the failure says what was found.
 */
import type { ApiResponse } from "../../api/handle-call.ts";
import { isObject, parseJson } from "../../wire/parse-json.ts";

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
  const read = readResponse(response);
  return "failure" in read ? read.failure : undefined;
}

/** What an answer holds, or what it says against its call. Never throws. */
export function readResponse(
  response: ApiResponse,
): { readonly answer: Answer } | { readonly failure: CallFailure } {
  const read = parseJson(response.body);
  if (!("value" in read) || !isObject(read.value)) {
    return { failure: unreadable("a JSON object", foundIn(response)) };
  }
  const answer = read.value;
  if (response.status === 200) return { answer };
  const { __type: code, message, Message } = answer;
  if (typeof code !== "string") return { failure: unreadable("__type", foundIn(response)) };
  const says = message ?? Message;
  return { failure: { code, says: typeof says === "string" ? says : "" } };
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
