import { z } from "zod";
import type { BoundaryFault } from "../fault.ts";
import { isAt, namesPlace } from "./places.ts";
import type { Point } from "./places.ts";
import { checkPoint, pointFields } from "./point-schema.ts";

/** Only what is on disk is left. */
export const powerCut: BoundaryFault<Point> = {
  name: "powerCut",
  seam: "boundary",
  says: "The node loses its power with all that runs on it, at once or at a named place of a step, and boots again.",
  params: z.strictObject(pointFields).superRefine(checkPoint),
  examples: [{}, { after: "storeRecord" }, { process: "worker", before: "tellAgent" }],
  judge: (params, boundary) => (isAt(params, boundary) ? { kind: "powerCut" } : undefined),
  atOnce: (params) => (namesPlace(params) ? undefined : (node, hands) => hands.cutPower(node)),
};
