/**
 * A fault of a file: which one, with what, and its plan.
 */
import type { Fault } from "../../faults/fault.ts";
import type { FaultScope, Fraction } from "../../faults/plan.ts";
import type { Place, PlannedFault } from "../scenario.ts";
import type { FaultEntry } from "./fault-form.ts";
import type { Path } from "./path.ts";
import { checkCommand, readEvent } from "./read-event.ts";
import type { Surroundings } from "./read-event.ts";

/** Undefined: there is no fault in it, which the schema has said. */
export function readFault(
  form: FaultEntry,
  path: Path,
  { around, place }: { readonly around: Surroundings; readonly place: Place | undefined },
): PlannedFault | undefined {
  const fault = around.reading.faults.find(({ name }) => Object.hasOwn(form, name));
  if (fault === undefined) return undefined;
  const { on, times } = form;
  const chance = form.chance === undefined ? undefined : readChance(form.chance, path, around);
  return {
    fault,
    params: paramsOf(form, fault),
    scope: readScope(form, path, around),
    ...readSpan(form, path, around),
    ...(on === undefined ? {} : { on: readEvent(on, [...path, "on"], around) }),
    ...(chance === undefined ? {} : { chance }),
    ...(times === undefined ? {} : { times }),
    place,
  };
}

function paramsOf(form: FaultEntry, { name }: Fault): unknown {
  return (form as Readonly<Record<string, unknown>>)[name];
}

function readScope(form: FaultEntry, path: Path, around: Surroundings): FaultScope {
  const { direction, command } = form;
  const word = (["node", "nodes", "link"] as const).find((key) => form[key] !== undefined);
  const nodes = word === undefined ? undefined : around.names.scope(form[word], [...path, word]);
  checkCommand(command, [...path, "command"], around);
  const messages = form.messages ?? (form.message === undefined ? undefined : [form.message]);
  const operations =
    form.operations ?? (form.operation === undefined ? undefined : [form.operation]);
  return {
    ...(nodes === undefined ? {} : { nodes }),
    ...(direction === undefined ? {} : { direction }),
    ...(messages === undefined ? {} : { messages }),
    ...(command === undefined ? {} : { command }),
    ...(operations === undefined ? {} : { operations }),
  };
}

/** With `on` the length counts from that event, else from the begin. */
function readSpan(form: FaultEntry, path: Path, { reading }: Surroundings) {
  const { from: fromMs = 0, until, on } = form;
  if (form.for !== undefined && on !== undefined) return { fromMs, forMs: form.for };
  const untilMs = form.for === undefined ? until : fromMs + form.for;
  if (untilMs === undefined) return { fromMs };
  if (untilMs <= fromMs) {
    const key = form.for === undefined ? "until" : "for";
    reading.refuse([...path, key], "an end after the begin");
  }
  return { fromMs, untilMs };
}

function readChance(chance: string, path: Path, { reading }: Surroundings): Fraction {
  const [numerator = 0, denominator = 1] = chance.split("/").map(Number);
  if (numerator > denominator) reading.refuse([...path, "chance"], "a fraction of at most 1");
  return { numerator, denominator };
}
