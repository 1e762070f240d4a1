import { z } from "zod";
import type { AttemptFault } from "../fault.ts";

const params = z.strictObject({
  status: z
    .int()
    .min(400)
    .max(599)
    .optional()
    .describe("of the answer to CreateControlChannel; nobody listens when it is left out"),
});

type Params = z.infer<typeof params>;

/** The agent tries again after waits that grow. */
export const refuseConnect: AttemptFault<Params> = {
  name: "refuseConnect",
  seam: "attempt",
  says: "No new control channel is to be had: nobody listens, or a status comes; the agent polls.",
  params,
  examples: [{}, { status: 503 }, { status: 401 }],
  judge: ({ status }) => ({ type: "refuse", status }),
};
