import { durationSchema } from "../duration.ts";
import type { StateFault } from "../fault.ts";

/** What was stored is there again afterwards; every channel has ended. */
export const controllerRestart: StateFault<number> = {
  name: "controllerRestart",
  seam: "state",
  ofController: true,
  says: "The controller's process ends; another one starts over its records after so long.",
  params: durationSchema,
  examples: ["5s", 0],
  begin: (restartMs, _node, hands) => hands.crashController(restartMs),
};
