/** Complaints that say the same of several runs are one to a person. */
import type { Complaint, ScenarioResult } from "../scenario/result.ts";

export interface ComplaintGroup {
  /** The one of the run that is shown, else the first. */
  readonly complaint: Complaint;
  /** In how many runs; 0 for what is missing over all of them. */
  readonly runs: number;
}

/** First what the run that is shown can show; otherwise in the order of the complaints. */
export function groupComplaints({
  complaints,
  shown,
}: Pick<ScenarioResult, "complaints" | "shown">): readonly ComplaintGroup[] {
  const groups = new Map<string, [Complaint, ...Complaint[]]>();
  for (const complaint of complaints) {
    const key = `${complaint.kind} ${complaint.says}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [complaint]);
    else known.push(complaint);
  }
  const isShown = ({ seed }: Complaint) => seed === shown.run.seed;
  const all = [...groups.values()].map((alike) => ({
    complaint: alike.find(isShown) ?? alike[0],
    runs: new Set(alike.flatMap(({ seed }) => seed ?? [])).size,
  }));
  return [
    ...all.filter(({ complaint }) => isShown(complaint)),
    ...all.filter(({ complaint }) => !isShown(complaint)),
  ];
}
