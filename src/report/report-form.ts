/**
 * The form of the JSON report: one schema, from which its types and the published JSON Schema
 * (docs/report.schema.json) are made.
 *
 * Fields are added within a version `v`; what is there keeps its meaning.
 */
import { z } from "zod";
import { RACE_KINDS } from "./race/race.ts";

/** Runs of one scenario, and races of the run that is shown, that are listed. Source: our choice. */
export const LISTED_MAX = 1_000;

const count = z.int().min(0);
const atMs = z
  .int()
  .min(0)
  .describe("milliseconds since the run's start: virtual ones, of a live run real ones");

const eventForm = z
  .looseObject({ seq: count, atMs, source: z.string(), event: z.string() })
  .describe("a line of the trace, whole: see docs/trace.md");

const placeForm = z.strictObject({ name: z.string(), id: z.string() });

const raceForm = z.strictObject({
  kind: z.enum([...RACE_KINDS, "none"]).describe("none: no order of two events decided"),
  command: placeForm,
  node: placeForm,
  events: z.array(eventForm).max(2).describe("the two that decided, the first one first"),
  apartMs: count.optional().describe("from the first to the second, in milliseconds"),
  says: z.string(),
  otherwise: z.string().optional().describe("what the other order would have given"),
});

const complaintForm = z.strictObject({
  exit: z.union([z.literal(1), z.literal(2), z.literal(70)]),
  kind: z.string(),
  says: z.string().describe("one sentence: what was expected and what was found"),
  seed: z.string().optional().describe("of the run that shows it"),
  repeat: z.string().optional().describe("the command that repeats that run"),
  property: z.string().optional(),
  node: placeForm.optional(),
  command: placeForm.optional(),
  events: z
    .array(eventForm)
    .max(2)
    .describe("the two that decide; empty unless the run that is shown has them"),
});

const outcomeForm = z.strictObject({
  command: z.string(),
  node: z.string(),
  status: z.string(),
  details: z.string().describe("StatusDetails"),
  escaped: z.boolean().describe("a process of it outlived it"),
});

const runForm = z.strictObject({
  seed: z.string(),
  traceHash: z.string().describe("equal seeds give equal ones"),
  events: count.describe("lines of its trace"),
  readyMs: atMs.describe("when the fleet was ready: steps and faults count from then"),
  endMs: atMs,
  outcomes: z.array(outcomeForm),
  violations: z.array(
    z.strictObject({
      property: z.string(),
      node: z.string().optional(),
      command: z.string().optional(),
      seqs: z.tuple([count, count]),
      says: z.string(),
    }),
  ),
  situations: z.record(z.string(), count).describe("by name the seq of the event that showed it"),
  unplayed: z.array(count).describe("indexes of steps that were not played"),
  faults: z.array(z.strictObject({ fault: z.string(), count })),
});

const countsForm = z.strictObject({
  runs: count,
  events: count,
  virtualMs: count.describe(
    "milliseconds of all runs together: virtual ones, and real ones where there is `live`, whatever the name says",
  ),
  outcomes: z.array(
    z.strictObject({
      command: z.string(),
      nodes: z.array(z.string()),
      statuses: z.array(z.strictObject({ status: z.string(), runs: count, escaped: count })),
    }),
  ),
  situations: z.array(
    z.strictObject({ situation: z.string(), runs: count, isWanted: z.boolean() }),
  ),
  findings: z.array(
    z.strictObject({
      property: z.string(),
      nodes: z.array(z.string()),
      runs: count,
      isExpected: z.boolean(),
    }),
  ),
  faults: z.array(z.strictObject({ fault: z.string(), times: count, runs: count })),
});

const scenarioForm = z.strictObject({
  name: z.string(),
  says: z.string(),
  file: z.string(),
  verdict: z.enum(["held", "failed", "nothingProven", "defect"]),
  exit: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(70)]),
  repeat: z.string().describe("the command that repeats the run that is shown"),
  live: z
    .strictObject({
      processes: z
        .enum(["simulated", "real"])
        .optional()
        .describe("absent for the trace of a live fleet, which does not say"),
      containment: z.string().optional(),
    })
    .optional()
    .describe("absent when it was played in virtual time; else every time is a real one"),
  options: z
    .record(z.string(), z.string())
    .describe("those that the file sets; profile where it is not the usual one"),
  complaints: z.array(complaintForm),
  counts: countsForm.describe("over all runs"),
  shown: z.strictObject({
    seed: z.string(),
    races: z.array(raceForm).max(LISTED_MAX),
    racesLeftOut: count,
  }),
  runs: z.array(runForm).max(LISTED_MAX),
  runsLeftOut: count.describe("runs that are counted and not listed"),
});

export const reportForm = z
  .strictObject({
    v: z.literal(1),
    exit: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(70)]),
    scenarios: z.array(scenarioForm),
  })
  .meta({ title: "A report of fleetsim run --json" });

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

export type Report = DeepReadonly<z.infer<typeof reportForm>>;
export type ScenarioReport = DeepReadonly<z.infer<typeof scenarioForm>>;
export type ComplaintReport = DeepReadonly<z.infer<typeof complaintForm>>;
export type RaceReport = DeepReadonly<z.infer<typeof raceForm>>;
export type RunReport = DeepReadonly<z.infer<typeof runForm>>;
