/** The word and the sentence that a verdict has in every report. */
import type { Complaint, ScenarioResult } from "../scenario/result.ts";
import type { Style } from "./paint.ts";
import { printable } from "./text.ts";

export const VERDICTS = {
  0: { word: "ok", json: "held", style: "green" },
  1: { word: "FAILED", json: "failed", style: "red" },
  2: { word: "NOTHING PROVEN", json: "nothingProven", style: "yellow" },
  70: { word: "DEFECT", json: "defect", style: "red" },
} as const satisfies Record<
  ScenarioResult["exit"],
  { readonly word: string; readonly json: string; readonly style: Style }
>;

/** What did not hold; of a scenario that held what it shows. */
export function verdictSentence(
  { scenario }: Pick<ScenarioResult, "scenario">,
  complaint: Complaint | undefined,
): string {
  const held = scenario.says === "" ? "Everything that it expects was so." : scenario.says;
  return printable(complaint?.says ?? held);
}
