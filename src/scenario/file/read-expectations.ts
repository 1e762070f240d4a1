/**
 * What a file expects, with what it leaves out.
 */
import { PROPERTIES } from "../property/properties.ts";
import type { Expectations, ExpectedFinding } from "../scenario.ts";
import { EVENTUALLY_MS } from "./expect-form.ts";
import type { FindingForm, OutcomesForm } from "./expect-form.ts";
import type { LooseForm } from "./loose-form.ts";
import type { Surroundings } from "./read-event.ts";

type Form = Pick<LooseForm, "always" | "eventually" | "outcomes" | "sometimes" | "findings">;

export function readExpectations(form: Form, around: Surroundings): Expectations {
  const findings = form.findings.flatMap((finding, index) =>
    finding === undefined ? [] : [readFinding(finding, index, form.always, around)],
  );
  const found = new Set(findings.map(({ property }) => property));
  return {
    always: form.always === undefined ? byDefault(found) : [...new Set(form.always)],
    eventuallyMs: form.eventually?.within ?? EVENTUALLY_MS,
    outcomes: readOutcomes(form.outcomes ?? {}, around),
    sometimes: [...new Set(form.sometimes ?? [])],
    findings,
  };
}

function byDefault(found: ReadonlySet<string>): readonly string[] {
  return PROPERTIES.filter(
    ({ judgedOn, name }) => judgedOn === "controller" && !found.has(name),
  ).map(({ name }) => name);
}

function readFinding(
  { property, nodes }: FindingForm,
  index: number,
  always: readonly string[] | undefined,
  { reading, names }: Surroundings,
): ExpectedFinding {
  const path = ["expect", "findings", index];
  if (always?.includes(property) === true) {
    reading.refuse([...path, "property"], "a property that is not under always");
  }
  return { property, nodes: names.scope(nodes, [...path, "nodes"]) };
}

function readOutcomes(form: OutcomesForm, around: Surroundings): Expectations["outcomes"] {
  for (const [command, byNode] of Object.entries(form)) {
    const path = ["expect", "outcomes", command];
    around.reading.checkKey(path, "the name of a command", around.commands);
    for (const node of Object.keys(byNode)) around.names.checkNodesKey([...path, node]);
  }
  return form;
}
