/**
 * The header of a stored trace, read back: of which run it is, or of which live fleet.
 */
import type { z } from "zod";
import { faultOf } from "../../faults/faults.ts";
import {
  FLEET_OPTIONS,
  LIVE_DEFAULTS,
  setOption,
  VIRTUAL_DEFAULTS,
} from "../../world/fleet-options.ts";
import type { FleetOptions } from "../../world/fleet-options.ts";
import type { PlannedFault, Scenario } from "../scenario.ts";
import { liveHeaderForm, runHeaderForm } from "./header-form.ts";
import type { LiveHeader, RunHeader } from "./header-form.ts";
import type { StoredScenario } from "./scenario-form.ts";

export interface StoredRunOrigin extends Omit<RunHeader, "scenario" | "options"> {
  readonly kind: "run";
  readonly scenario: Scenario;
}

/** A live fleet plays no scenario. */
export interface StoredFleetOrigin {
  readonly kind: "fleet";
  readonly seed: string;
  readonly options: FleetOptions;
}

export type StoredOrigin = StoredRunOrigin | StoredFleetOrigin;

/** What was expected of the header, and what was found. */
export interface HeaderProblem {
  readonly problem: string;
}

/** Without a header it is taken for a live fleet whose seed nobody knows. */
export function readHeader(
  header: Readonly<Record<string, unknown>> | undefined,
): StoredOrigin | HeaderProblem {
  if (header === undefined) return { kind: "fleet", seed: "unknown", options: LIVE_DEFAULTS };
  if (!Object.hasOwn(header, "scenario")) return readWith(liveHeaderForm, header, fleetOrigin);
  return readWith(runHeaderForm, header, runOrigin);
}

function readWith<Form>(
  form: z.ZodType<Form>,
  header: unknown,
  read: (header: Form) => StoredOrigin | HeaderProblem,
): StoredOrigin | HeaderProblem {
  const parsed = form.safeParse(header);
  if (parsed.success) return read(parsed.data);
  const [issue] = parsed.error.issues;
  const place = issue?.path.join(".") ?? "";
  return {
    problem: `header: ${place === "" ? "" : `${place}: `}${(issue?.message ?? "").replace("Invalid input: ", "")}`,
  };
}

function fleetOrigin({ seed, options: { controller } }: LiveHeader): StoredOrigin | HeaderProblem {
  const own = Object.entries(controller).filter(([name]) => isOfController(name));
  const given = own.map(([name, value]) => [name, textOf(value)] as const);
  const options = withOptions(LIVE_DEFAULTS, given);
  return "problem" in options ? options : { kind: "fleet", seed, options };
}

/** As it would be written; what is no value of an option is refused as its text. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The others are no options of a fleet. */
function isOfController(name: string): boolean {
  const row = Object.hasOwn(FLEET_OPTIONS, name) ? FLEET_OPTIONS[name] : undefined;
  return row?.sections.includes("controller") === true;
}

function runOrigin({ scenario, options, ...header }: RunHeader): StoredOrigin | HeaderProblem {
  const fleet = withOptions(VIRTUAL_DEFAULTS, Object.entries(options));
  if ("problem" in fleet) return fleet;
  const faults = plannedFaults(scenario.faults);
  if ("problem" in faults) return faults;
  const { seed, runs, lastsMs, set } = scenario.options;
  return {
    ...header,
    kind: "run",
    scenario: {
      ...scenario,
      swarm: scenario.swarm,
      options: { seed, runs, lastsMs, set, fleet },
      fleet: {
        nodes: scenario.fleet.nodes.map((node) => ({ ...node, id: node.id })),
        behaviours: scenario.fleet.behaviours,
      },
      steps: scenario.steps.map(({ when, action }) => ({
        ...{ when, action: wholeAction(action), place: undefined },
      })),
      faults,
      expect: {
        ...scenario.expect,
        findings: scenario.expect.findings.map(({ property, nodes }) => ({ property, nodes })),
      },
    },
  };
}

/** JSON leaves out what is undefined. */
function wholeAction(action: StoredScenario["steps"][number]["action"]) {
  if (action.do === "cancel") return { ...action, nodes: action.nodes };
  return action.do === "crash" ? { ...action, restartMs: action.restartMs } : action;
}

function withOptions(
  defaults: FleetOptions,
  given: readonly (readonly [string, string])[],
): FleetOptions | HeaderProblem {
  let options = defaults;
  for (const [name, text] of given) {
    const set = setOption(options, name, text);
    if ("problem" in set) return { problem: `header: ${set.problem}` };
    options = set;
  }
  return options;
}

function plannedFaults(list: StoredScenario["faults"]): readonly PlannedFault[] | HeaderProblem {
  const faults: PlannedFault[] = [];
  for (const { fault: name, ...plan } of list) {
    const fault = faultOf(name);
    if (fault === undefined) {
      return { problem: `header: expected the name of a fault, found ${name}` };
    }
    faults.push({ ...plan, fault, place: undefined });
  }
  return faults;
}
