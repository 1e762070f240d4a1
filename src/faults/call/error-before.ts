import { apiError } from "../../ssm/error.ts";
import type { CallFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** The service fails before it has done anything; its client can't know that. */
export const errorBefore: CallFault<NoParams> = {
  name: "errorBefore",
  seam: "call",
  says: "A client's call is answered with InternalServerError (500) and has no effect.",
  params: noParams,
  examples: [{}],
  judge: () => ({ type: "refuse", error: apiError("InternalServerError") }),
};
