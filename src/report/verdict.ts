/** The word that a verdict has in every report, and how long a scenario took. */
import type { ScenarioResult } from "../scenario/result.ts";
import type { Style } from "./paint.ts";

export const VERDICTS = {
  0: { word: "ok", json: "held", style: "green" },
  1: { word: "FAILED", json: "failed", style: "red" },
  2: { word: "NOTHING PROVEN", json: "nothingProven", style: "yellow" },
  70: { word: "DEFECT", json: "defect", style: "red" },
} as const satisfies Record<
  ScenarioResult["exit"],
  { readonly word: string; readonly json: string; readonly style: Style }
>;
