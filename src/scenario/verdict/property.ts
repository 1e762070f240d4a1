/**
 * Properties that broke and were not to: those that hold always, and failures that nobody expects.
 *
 * All violations of one property are one complaint: a fault of a large fleet would be thousands.
 */
import type { Violation } from "../property/monitor.ts";
import { PROPERTIES } from "../property/properties.ts";
import type { Complaint, RunResult } from "../result.ts";
import type { ExpectedFinding, Scenario } from "../scenario.ts";
import { means, nameOfCommand, nameOfNode } from "./names.ts";
import { tally, whereFound } from "./tally.ts";
import type { Found } from "./tally.ts";

export function propertyComplaints(
  scenario: Scenario,
  runs: readonly RunResult[],
): readonly Complaint[] {
  const { always, findings } = scenario.expect;
  const isExpected = (run: RunResult, violation: Violation) =>
    !always.includes(violation.property) &&
    findings.some((finding) => isFinding(scenario, finding, run, violation));
  const found = tally(runs, (run) =>
    run.violations
      .filter((violation) => !isExpected(run, violation))
      .map((violation) => [violation.property, violation]),
  );
  // In the order of docs/properties.md: what a consequence says comes behind its cause.
  return [...found.values()]
    .sort((left, right) => rank(left.thing) - rank(right.thing))
    .map((one) => complaint(scenario, one, runs));
}

function rank({ property }: Violation): number {
  return PROPERTIES.findIndex(({ name }) => name === property);
}

/** Whether a violation is one that a finding means. */
export function isFinding(
  scenario: Scenario,
  { property, nodes }: ExpectedFinding,
  run: RunResult,
  violation: Violation,
): boolean {
  if (property !== violation.property) return false;
  if (nodes === undefined) return true;
  if (violation.node === undefined) return false;
  const node = nameOfNode(run, violation.node);
  return nodes.some((name) => means(scenario, name, node));
}

function complaint(
  { expect }: Scenario,
  found: Found<Violation>,
  runs: readonly RunResult[],
): Complaint {
  const { thing: violation, run } = found;
  const { property, says, seqs } = violation;
  const node = violation.node === undefined ? undefined : nameOfNode(run, violation.node);
  const command =
    violation.command === undefined ? undefined : nameOfCommand(run, violation.command);
  const isAlways = expect.always.includes(property);
  const isListed = expect.findings.some((finding) => finding.property === property);
  const expected = isAlways
    ? `${property} to hold always`
    : `${property} to hold${isListed ? " but on the nodes of its finding" : ", as no finding names it"}`;
  const where = [command, node === undefined ? undefined : `on ${node}`];
  const subject = where.filter((word) => word !== undefined).join(" ");
  const what = subject === "" ? says : `${subject}: ${says}`;
  const lines = seqs[0] === seqs[1] ? `event ${seqs[0]}` : `events ${seqs[0]} and ${seqs[1]}`;
  return {
    exit: 1,
    kind: isAlways ? "property" : "finding.unexpected",
    says: `expected ${expected}; found ${what} (${lines}, ${whereFound(found, runs)})`,
    seed: run.seed,
    violation,
    ...(node === undefined ? {} : { node }),
    ...(command === undefined ? {} : { command }),
  };
}
