/**
 * `faults`: the name of one fault with what it takes, and beside it where, when and how often.
 *
 * It is built from the registry: each fault brings its own schema. Where a fault may act depends on
 * the seam that it acts at, so the words for it do too.
 */
import { z } from "zod";
import { ANSWERED_OPERATIONS } from "../../api/operation-table.ts";
import { durationSchema } from "../../faults/duration.ts";
import type { Fault } from "../../faults/fault.ts";
import type { Direction } from "../../faults/hands.ts";
import { eventForm, messageForm } from "./event-form.ts";
import { exactlyOne, keysOf, notTogether, text, whole, word } from "./form.ts";
import { commandForm, nodesForm } from "./names.ts";

const LIST_MAX = 100;
const TIMES_MAX = 1_000_000;
const DIRECTIONS = ["toAgent", "toController"] as const satisfies readonly Direction[];
const operationForm = word(ANSWERED_OPERATIONS, "the name of an operation");

const PLAN = {
  node: nodesForm.optional().describe("the nodes where it acts; default: all"),
  nodes: nodesForm.optional().describe("the same"),
  link: nodesForm.optional().describe("the same, of a fault of links"),
  direction: word(DIRECTIONS).optional().describe("default: both"),
  message: messageForm.optional().describe("acts on messages of this kind; default: all"),
  messages: z.array(messageForm).min(1).max(LIST_MAX).optional(),
  command: commandForm.optional().describe("acts on what is about this command"),
  operation: operationForm.optional().describe("acts on calls of this operation; default: all"),
  operations: z.array(operationForm).min(1).max(LIST_MAX).optional(),
  from: durationSchema.optional().describe("when it begins; default 0s"),
  until: durationSchema.optional().describe("when it ends; default: with the healing at the end"),
  for: durationSchema.optional().describe("how long it is on; instead of until"),
  on: eventForm.optional().describe("it begins when this happens, from `from` on"),
  chance: text("a fraction such as 1/10", { min: 3, max: 13, pattern: /^\d{1,6}\/[1-9]\d{0,5}$/ })
    .optional()
    .describe("in how many cases it acts; default: all"),
  times: whole(1, TIMES_MAX)
    .optional()
    .describe("how often at most; default: once with `on` and without `for`, else always"),
};

type PlanWord = keyof typeof PLAN;
export const PLAN_WORDS = Object.keys(PLAN) as readonly PlanWord[];

/** Beside these, what says when and how often stands beside every fault. */
const PLACE_WORDS = {
  frame: ["node", "nodes", "link", "direction", "message", "messages", "command"],
  attempt: ["node", "nodes", "link"],
  call: ["operation", "operations"],
  boundary: ["node", "nodes", "command"],
  process: ["node", "nodes", "command"],
  state: ["node", "nodes", "link", "direction", "command"],
} as const satisfies Readonly<Record<Fault["seam"], readonly PlanWord[]>>;

const SOMEWHERE: readonly PlanWord[] = [...new Set(Object.values(PLACE_WORDS).flat())];

const EXCLUSIVE = [
  ["node", "nodes"],
  ["node", "link"],
  ["nodes", "link"],
  ["message", "messages"],
  ["operation", "operations"],
  ["until", "for"],
] as const;

export function faultForm(faults: readonly Fault[]) {
  const names = faults.map(({ name }) => name);
  const params = Object.fromEntries(
    faults.map((fault) => [fault.name, fault.params.optional().describe(fault.says)]),
  );
  return z
    .strictObject({ ...params, ...PLAN })
    .check(({ value, issues }) => {
      for (const message of wrongWords(value, faults)) {
        issues.push({ code: "custom", message, input: value });
      }
    })
    .meta({
      description: "one fault, and where, when and how often it acts",
      ...exactlyOne(names),
      allOf: notTogether(...EXCLUSIVE),
      dependencies: Object.fromEntries(SOMEWHERE.map((place) => [place, takenBy(place, faults)])),
    });
}

/** The words that say where a fault acts. */
export function placeWords(fault: Fault): readonly PlanWord[] {
  return fault.seam === "state" && fault.ofController === true ? [] : PLACE_WORDS[fault.seam];
}

function* wrongWords(value: object, faults: readonly Fault[]): Generator<string> {
  const names = faults.map(({ name }) => name);
  const found = keysOf(value, names);
  if (found.length !== 1) {
    const what = found.length === 0 ? "nothing" : found.join(" and ");
    yield `expected the name of one fault with what it takes, found ${what}`;
  }
  for (const pair of EXCLUSIVE) {
    if (keysOf(value, pair).length < 2) continue;
    yield `expected either ${pair[0]} or ${pair[1]}, found both`;
  }
  const fault = faults.find(({ name }) => name === found[0]);
  if (fault === undefined || found.length !== 1) return;
  const words = placeWords(fault);
  const strangers = keysOf(value, SOMEWHERE).filter((place) => !words.some((own) => own === place));
  const allowed = words.length === 0 ? "no place" : words.join(", ");
  for (const stranger of strangers) {
    yield `expected ${allowed} beside ${fault.name}, found ${stranger}`;
  }
}

function takenBy(place: PlanWord, faults: readonly Fault[]): object {
  const takers = faults.filter((fault) => placeWords(fault).includes(place));
  return { anyOf: [false, ...takers.map(({ name }) => ({ required: [name] }))] };
}

/** As it was read: the plan's own words typed, the fault's beside them. */
export type FaultEntry = z.output<z.ZodObject<typeof PLAN>>;
