import { z } from "zod";
import { durationSchema } from "../duration.ts";
import type { BoundaryFault } from "../fault.ts";
import { isAt, namesPlace } from "./places.ts";
import type { Point } from "./places.ts";
import { checkPoint, pointFields } from "./point-schema.ts";

interface AgentCrash extends Point {
  readonly restart: number;
}

const restart = durationSchema.default(5000).describe("how long it is gone");

/** What runs on the node goes on; the service manager starts the agent again. */
export const agentCrash: BoundaryFault<AgentCrash> = {
  name: "agentCrash",
  seam: "boundary",
  says: "The agent's process ends, at once or at a named place of its next step, and is started again after `restart` (5s).",
  params: z.strictObject({ ...pointFields, restart }).superRefine(checkPoint),
  examples: [
    {},
    { restart: "90s" },
    { after: "storeRecord" },
    { before: "sendFrame agent_job_ack", restart: "1s" },
    { process: "worker", after: "signalProcess" },
    { process: "controller", before: "answerCall" },
  ],
  judge: (params, boundary) =>
    isAt(params, boundary) ? { kind: "crash", restartMs: params.restart } : undefined,
  atOnce: (params) =>
    namesPlace(params)
      ? undefined
      : (node, hands) => {
          hands.crashAgent(node, params.restart);
        },
};
