import { expect, test } from "vitest";
import { playSoak, SOAK_MS_MAX } from "./soak.ts";

test("200 days of random faults break no property of ideal", { timeout: SOAK_MS_MAX }, () => {
  const { complaints, runs } = playSoak("ideal", []);
  expect(complaints.map(({ says }) => says)).toEqual([]);
  const seen = new Set(runs.flatMap(({ sightings }) => Object.keys(sightings)));
  for (const situation of ["cancelWon", "cancelLost", "secondCancelInGrace", "partialNodeList"]) {
    expect(seen).toContain(situation);
  }
});
