/**
 * What a scenario claims, one test case each, and which of the complaints belongs to which.
 *
 * Every complaint belongs to exactly one case: what no claim of the scenario has a case for gets one
 * of its own. So a scenario that did not hold has at least one case that failed.
 */
import type { Complaint, ScenarioResult } from "../scenario/result.ts";

export interface TestCase {
  readonly name: string;
  readonly complaints: readonly Complaint[];
  /** It is about all runs, and they were broken off: nothing can be said of it. */
  readonly isUnjudged: boolean;
}

export function testCases(result: ScenarioResult): readonly TestCase[] {
  const claims = claimsOf(result);
  const taken = new Set<Complaint>();
  const isBrokenOff = result.runs.length < result.scenario.options.runs;
  const cases = claims.map(({ name, isAbout, isOfAll = false }) => {
    const complaints = result.complaints.filter((one) => !taken.has(one) && isAbout(one));
    for (const complaint of complaints) taken.add(complaint);
    return { name, complaints, isUnjudged: isOfAll && isBrokenOff };
  });
  const others = result.complaints.filter((one) => !taken.has(one));
  return [
    ...cases,
    ...others.map((one) => ({ name: one.kind, complaints: [one], isUnjudged: false })),
  ];
}

interface Claim {
  readonly name: string;
  readonly isAbout: (complaint: Complaint) => boolean;
  /** Over all runs together, and not of each. */
  readonly isOfAll?: true;
}

function claimsOf({ scenario, live }: ScenarioResult): readonly Claim[] {
  const { always, outcomes, sometimes, findings, eventuallyMs } = scenario.expect;
  return [
    ...always.map((property) => ({
      name: `always: ${property}`,
      isAbout: ({ kind, violation }: Complaint) =>
        kind === "property" && violation?.property === property,
    })),
    ...Object.entries(outcomes).map(([command, nodes]) => ({
      name: `outcomes: ${command} ends as ${endsOf(nodes)}`,
      isAbout: (one: Complaint) => one.kind === "outcome" && one.command === command,
    })),
    ...sometimes.map((situation) => ({
      name: `sometimes: ${situation}`,
      isAbout: ({ kind, says }: Complaint) =>
        kind === "situation.missing" && names(says, situation),
      isOfAll: true as const,
    })),
    ...findings.map(({ property }) => ({
      name: `findings: ${property}`,
      isAbout: ({ kind, says }: Complaint) => kind === "finding.missing" && names(says, property),
      isOfAll: true as const,
    })),
    ...rulesOf(live !== undefined).map(({ name, kind }) => ({
      name,
      isAbout: (one: Complaint) => one.kind === kind,
    })),
    {
      name: `eventually: everything has ended within ${eventuallyMs} ms of the healing`,
      isAbout: ({ kind }: Complaint) => kind === "unfinished",
    },
  ];
}

/** What holds of every scenario, whatever it claims. */
const RULES: readonly { readonly name: string; readonly kind: Complaint["kind"] }[] = [
  { name: "no finding but those that are listed", kind: "finding.unexpected" },
  { name: "every step is played", kind: "step.unplayed" },
  { name: "the same seed gives the same trace", kind: "nondeterminism" },
];

/** A live run is played once: nothing is said of a second one. */
function rulesOf(isLive: boolean): typeof RULES {
  return isLive ? RULES.filter(({ kind }) => kind !== "nondeterminism") : RULES;
}

/** The sentence has the name as a word of its own: `cancelWon`, and not the start of another. */
function names(says: string, name: string): boolean {
  return says.split(/[^\w-]+/).includes(name);
}

/** `a1: Cancelled, *: Cancelled or Success`; an object of statuses by node. */
function endsOf(nodes: Readonly<Record<string, readonly string[]>>): string {
  const ends = Object.entries(nodes).map(([node, statuses]) => {
    const words = statuses.join(" or ");
    return node === "*" ? words : `${words} on ${node}`;
  });
  return ends.join(", else ");
}
