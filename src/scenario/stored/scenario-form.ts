/**
 * The form of a scenario in the header of a stored trace: complete, in milliseconds, by names.
 *
 * It is what `effectiveScenario` writes (../run/trace-header.ts), the other way round. What a fault
 * takes is kept as it is: only who plays it again has to understand it.
 */
import { z } from "zod";
import { PROFILES } from "../../agent/profile.ts";
import type { ProfileName } from "../../agent/profile.ts";
import { DOCUMENT_FORMATS, DOCUMENT_TYPES } from "../../ssm/document-type.ts";
import type { NodeState } from "../../ssm/node-state.ts";
import { NODE_STATES } from "../../ssm/node-state.ts";

/** Source: the bounds of scenario files (../file/schema.ts), which a swarm does not add to. */
const LIST_MAX = 10_000;

const text = z.string().max(1_000_000);
const whole = z.int().min(0);
const texts = z.array(text).max(LIST_MAX);
const range = z.object({ minMs: whole, maxMs: whole });
const lifetime = z.union([range, z.literal(true)]).exactOptional();

const eventForm = z.object({
  event: text,
  node: text.exactOptional(),
  command: text.exactOptional(),
  message: text.exactOptional(),
  where: z.record(text, z.union([text, z.number(), z.boolean()])).exactOptional(),
  count: whole,
});

const nodeForm = z.object({
  name: text,
  group: text,
  id: text.optional(),
  state: z.enum(Object.keys(NODE_STATES) as NodeState[]),
  profile: z.enum(PROFILES as readonly ProfileName[]),
  tags: z.record(text, text),
});

const behaviourForm = z.object({
  match: text,
  lasts: lifetime,
  exitCode: z.int().exactOptional(),
  output: text.exactOptional(),
  ignores: z.array(z.enum(["TERM", "INT", "HUP"])).exactOptional(),
  traps: range.exactOptional(),
  trapExitCode: z.int().exactOptional(),
  exitsLate: range.exactOptional(),
  exitsWhileKilled: z.int().exactOptional(),
  escapes: lifetime,
  doubleForks: lifetime,
  holdsPipe: lifetime,
  forksWhenSignalled: lifetime,
  floods: whole.exactOptional(),
  brokenUtf8: z.literal(true).exactOptional(),
  outOfMemoryAfter: range.exactOptional(),
  stopsAfter: range.exactOptional(),
  uninterruptible: lifetime,
  spawnError: text.exactOptional(),
});

/** A request of CreateDocument. */
const documentForm = z.object({
  Name: text,
  Content: text,
  DocumentFormat: z.enum(DOCUMENT_FORMATS).exactOptional(),
  DocumentType: z.enum(DOCUMENT_TYPES).exactOptional(),
  VersionName: text.exactOptional(),
});

const whenForm = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("at"), time: range }),
  z.object({ kind: z.literal("after"), event: eventForm, plus: range }),
  z.object({ kind: z.literal("next") }),
]);

const actionForm = z.discriminatedUnion("do", [
  z.object({ do: z.literal("send"), as: text, request: z.record(text, z.json()) }),
  z.object({
    do: z.literal("poll"),
    ...{ statuses: texts, command: text, node: text, everyMs: whole, withinMs: whole },
  }),
  z.object({ do: z.literal("cancel"), command: text, nodes: texts.optional() }),
  z.object({ do: z.enum(["stop", "start", "reboot", "terminate"]), nodes: texts }),
  z.object({ do: z.literal("crash"), nodes: texts, restartMs: whole.optional() }),
  z.object({ do: z.literal("restart"), nodes: texts }),
  z.object({ do: z.literal("wait"), until: eventForm, withinMs: whole }),
]);

const faultForm = z.object({
  /** Its name. */
  fault: text,
  params: z.json(),
  scope: z.object({
    nodes: texts.exactOptional(),
    direction: z.enum(["toAgent", "toController"]).exactOptional(),
    messages: texts.exactOptional(),
    command: text.exactOptional(),
    operations: texts.exactOptional(),
  }),
  fromMs: whole,
  untilMs: whole.exactOptional(),
  on: eventForm.exactOptional(),
  forMs: whole.exactOptional(),
  chance: z.object({ numerator: whole, denominator: whole }).exactOptional(),
  times: whole.exactOptional(),
});

export const storedScenarioForm = z.object({
  name: text,
  says: text,
  options: z.object({
    seed: text,
    runs: z.int().min(1),
    lastsMs: whole.optional(),
    set: z.record(text, text),
  }),
  fleet: z.object({
    nodes: z.array(nodeForm).max(LIST_MAX),
    behaviours: z.array(behaviourForm).max(LIST_MAX),
  }),
  /** Traces from before there were any have none. */
  documents: z.array(documentForm).max(LIST_MAX).default([]),
  steps: z.array(z.object({ when: whenForm, action: actionForm })).max(LIST_MAX),
  faults: z.array(faultForm).max(LIST_MAX),
  swarm: z
    .object({
      faults: texts,
      count: z.object({ min: whole, max: whole }),
      ...{ fromMs: whole, untilMs: whole },
    })
    .optional(),
  expect: z.object({
    always: texts,
    eventuallyMs: whole,
    outcomes: z.record(text, z.record(text, texts)),
    sometimes: texts,
    findings: z.array(z.object({ property: text, nodes: texts.optional() })).max(LIST_MAX),
  }),
});

export type StoredScenario = z.output<typeof storedScenarioForm>;
