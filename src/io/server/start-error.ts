/**
 * Why a service did not start; the one error of this room that is thrown, out of `startService`.
 */
import type { StoreErrorCode } from "../store/store-error.ts";

export type StartErrorCode = StoreErrorCode | "SIM_ERR_BIND";

export class StartError extends Error {
  override readonly name = "StartError";
  readonly code: StartErrorCode;

  constructor(code: StartErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
