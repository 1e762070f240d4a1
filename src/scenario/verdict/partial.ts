/**
 * The verdict on a run whose end is not known: what had broken by then has broken.
 *
 * A command that has not ended by now may still do so, as it should, and what is missing may come: of
 * none of that anything is said.
 */
import type { Complaint, RunResult } from "../result.ts";
import type { Scenario } from "../scenario.ts";
import { propertyComplaints } from "./property.ts";
import type { Verdict } from "./verdict.ts";

/** `gap`: what is not known of it, and why; undefined when nothing is expected of its end. */
export function judgePart(scenario: Scenario, run: RunResult, gap: Complaint | undefined): Verdict {
  const broken = propertyComplaints(scenario, [run]);
  const complaints = [...broken, ...(gap === undefined ? [] : [gap])];
  return { exit: broken.length > 0 ? 1 : gap === undefined ? 0 : 2, complaints };
}

/** What is not known of a run that was told to end. */
export function brokenOffGap({ events, seed }: Pick<RunResult, "events" | "seed">): Complaint {
  return {
    exit: 2,
    kind: "unfinished",
    says:
      `expected the run to play to its end; found that it was told to end after ${events} events: ` +
      "what has not been seen is not judged",
    seed,
  };
}
