import { apiError } from "../../ssm/error.ts";
import type { CallFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** More calls than the account may make: SDKs try again after a while. */
export const throttling: CallFault<NoParams> = {
  name: "throttling",
  seam: "call",
  says: "A client's call is refused with ThrottlingException (400) and has no effect.",
  params: noParams,
  examples: [{}],
  judge: () => ({ type: "refuse", error: apiError("ThrottlingException") }),
};
