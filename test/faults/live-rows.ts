/**
 * The rows of the table of docs/faults.md about live fleets, as liveRefusal has them.
 */
import type { Fault } from "../../src/faults/fault.ts";
import { liveRefusal } from "../../src/faults/live.ts";

/** One row for all faults that fare alike, in the order of the first of each. */
export function liveRows(faults: readonly Fault[]): string[][] {
  const named = new Map<string, string[]>();
  for (const fault of faults) {
    for (const [what, params] of variants(fault)) {
      const fate = (["simulated", "real"] as const).map((processes) => {
        return liveRefusal(fault, params, { processes, agents: "inside" }) ?? "yes";
      });
      const key = JSON.stringify(fate);
      const names = named.get(key) ?? [];
      named.set(key, names.includes(what) ? names : [...names, what]);
    }
  }
  return [...named].map(([fate, names]) => [
    names.join(", "),
    ...(JSON.parse(fate) as string[]).map((text) => (text === "yes" ? text : `no: ${text}`)),
  ]);
}

/** A fault by its examples; one whose place is the controller's is told apart. */
function variants(fault: Fault): [string, unknown][] {
  return fault.examples.map((example) => {
    const params = fault.params.parse(example);
    const isOfController = JSON.stringify(params).includes('"process":"controller"');
    const name = `\`${fault.name}\``;
    return [isOfController ? `${name} of the \`controller\`` : name, params];
  });
}
