/**
 * How a call fails that gets no answer: as it does at a client of Node's, so that SDKs know it.
 */
import type { NoAnswer } from "./take-call.ts";

export class CallError extends Error {
  override readonly name: string;
  /** The system's word, by which an SDK decides whether to try again. */
  readonly code: string;

  private constructor(name: string, code: string, message: string) {
    super(message);
    this.name = name;
    this.code = code;
  }

  static noAnswer(reason: NoAnswer): CallError {
    return reason === "connection refused"
      ? new CallError("Error", "ECONNREFUSED", "connect ECONNREFUSED")
      : new CallError("Error", "ECONNRESET", "socket hang up");
  }

  static timeout(timeoutMs: number, unit: "virtual ms" | "ms" = "virtual ms"): CallError {
    const message = `no answer within ${timeoutMs} ${unit}`;
    return new CallError("TimeoutError", "ETIMEDOUT", message);
  }
}
