import { apiError } from "../../ssm/error.ts";
import type { CallFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** The service fails when all is done: a command runs of which its client has no id. */
export const errorAfter: CallFault<NoParams> = {
  name: "errorAfter",
  seam: "call",
  says: "A client's call has its effect, and is answered with InternalServerError (500).",
  params: noParams,
  examples: [{}],
  judge: () => ({ type: "spoil", error: apiError("InternalServerError") }),
};
