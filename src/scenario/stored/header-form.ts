/**
 * The form of a stored trace's first line: that of a run of a scenario, and that of a live fleet.
 */
import { z } from "zod";
import { storedScenarioForm } from "./scenario-form.ts";

const text = z.string().max(1_000_000);
const whole = z.int().min(0);
const ids = z.record(text, text);

export const runHeaderForm = z.object({
  v: z.literal(1),
  version: text,
  /** The scenario's file, as it was given. */
  file: text,
  /** What `--set` changed. */
  set: z.record(text, text),
  /** Absent when it was played in virtual time. */
  live: z
    .object({ processes: z.enum(["simulated", "real"]), containment: text.exactOptional() })
    .exactOptional(),
  /** It was told to end before it was over. */
  brokenOff: z.literal(true).exactOptional(),
  seed: text,
  readyMs: whole,
  nodes: ids,
  commands: ids,
  /** What the trace itself does not tell. */
  notReady: z.array(text),
  unplayed: z.array(whole),
  refusals: z.array(z.object({ step: whole, operation: text, code: text, says: text })),
  fired: z.array(z.object({ fault: text, count: whole })),
  options: z.record(text, text),
  scenario: storedScenarioForm,
});

export type RunHeader = z.output<typeof runHeaderForm>;

export const liveHeaderForm = z.object({
  v: z.literal(1),
  seed: text,
  options: z.object({
    controller: z.record(text, z.json()),
  }),
});

export type LiveHeader = z.output<typeof liveHeaderForm>;
