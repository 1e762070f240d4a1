/**
 * A call that has failed, for all that its client knows.
 */
import type { ApiResponse } from "../../api/handle-call.ts";

export interface CallFailure {
  /** AWS's code; the system's word, such as ECONNRESET, when no answer came. */
  readonly code: string;
  readonly says: string;
}

/** What an answer says against its call; undefined when it was taken. */
export function failureOf({ status, body }: ApiResponse): CallFailure | undefined {
  if (status === 200) return undefined;
  const answer = JSON.parse(body) as Readonly<Record<string, string | undefined>>;
  const { __type: code = "", message, Message } = answer;
  return { code, says: message ?? Message ?? "" };
}
