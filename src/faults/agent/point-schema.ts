/**
 * How the faults that end a process name the place at which they do.
 */
import { z } from "zod";
import { PLACES, PLACE_WORDS, namesPlace } from "./places.ts";
import type { Point } from "./places.ts";

const word = z.enum(PLACE_WORDS);

/** The fields of a place; without any but `process` there is none. */
export const pointFields = {
  process: z.enum(["agent", "worker", "controller"]).default("agent").describe("whose steps"),
  after: word.optional().describe("what has just been carried out"),
  before: word.optional().describe("what would be carried out next"),
};

/** Whether the words are places of the process, and there is one where one is needed. */
export function checkPoint(point: Point, context: z.RefinementCtx<Point>): void {
  const { process } = point;
  for (const key of ["after", "before"] as const) {
    const named = point[key];
    if (named === undefined || PLACES[process].includes(named)) continue;
    const message = `expected a place in the steps of the ${process} (${PLACES[process].join(", ")}), found "${named}"`;
    context.addIssue({ code: "custom", path: [key], message });
  }
  if (process === "agent" || namesPlace(point)) return;
  const message = `expected "after" or "before": only an agent can end at no named place`;
  context.addIssue({ code: "custom", path: ["process"], message });
}
