/**
 * What of a scenario can't be carried out live: a line for each, and then nothing is started.
 */
import { parseText } from "../api/document-text.ts";
import { faultOf } from "../faults/faults.ts";
import type { Fault } from "../faults/fault.ts";
import { liveRefusal } from "../faults/live.ts";
import type { LiveGround } from "../faults/live.ts";
import { realProgramRefusal } from "../process/real-program.ts";
import type { PlannedFault, Scenario, ScenarioDocument, SendAction } from "./scenario.ts";

/** `file` as it is to stand in the lines. */
export function liveRefusals(scenario: Scenario, file: string, on: LiveGround): readonly string[] {
  return [
    ...behaviourRefusals(scenario, file, on),
    ...scenario.faults.flatMap((planned, index) => faultRefusal(planned, index, file, on)),
    ...swarmRefusals(scenario, file, on),
  ];
}

function behaviourRefusals(scenario: Scenario, file: string, on: LiveGround): readonly string[] {
  if (on.processes === "simulated") return [];
  const sent = scenario.steps.flatMap(({ action }) =>
    action.do === "send" ? [scriptOf(action)] : [],
  );
  const scripts = [...sent, ...scenario.documents.flatMap(scriptsOf)];
  return scenario.fleet.behaviours.flatMap((behaviour) => {
    const reason = realProgramRefusal(behaviour, scripts);
    if (reason === undefined) return [];
    return [`${file}: behaviour of ${behaviour.match}: can't be carried out live: ${reason}`];
  });
}

function scriptOf({ request }: SendAction): string {
  const { commands } = (request["Parameters"] ?? {}) as Readonly<Record<string, unknown>>;
  return Array.isArray(commands) ? commands.join("\n") : "";
}

/** What its steps run, as it stands there. */
function scriptsOf({ Content, DocumentFormat: format }: ScenarioDocument): readonly string[] {
  const read = parseText(Content, format === "YAML" ? format : "JSON");
  return "value" in read ? runCommandsIn(read.value) : [];
}

function runCommandsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
    if (key !== "runCommand") return runCommandsIn(each);
    return [Array.isArray(each) ? each.join("\n") : String(each)];
  });
}

function faultRefusal(
  { fault, params, place }: PlannedFault,
  index: number,
  file: string,
  on: LiveGround,
): readonly string[] {
  const reason = liveRefusal(fault, params, on);
  if (reason === undefined) return [];
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`;
  return [`${where}: faults[${index}]: ${fault.name} can't be carried out live: ${reason}`];
}

/** A swarm may draw any of its faults, with any of their examples: a line for each reason. */
function swarmRefusals({ swarm }: Scenario, file: string, on: LiveGround): readonly string[] {
  const faults = (swarm?.faults ?? []).flatMap((name) => faultOf(name) ?? []);
  const byReason = new Map<string, readonly string[]>();
  for (const fault of faults) {
    const reason = exampleRefusal(fault, on);
    if (reason === undefined) continue;
    byReason.set(reason, [...(byReason.get(reason) ?? []), fault.name]);
  }
  return Array.from(byReason, ([reason, names]) => {
    return `${file}: swarm: ${names.join(", ")} can't be carried out live: ${reason}`;
  });
}

function exampleRefusal(fault: Fault, on: LiveGround): string | undefined {
  const reasons = fault.examples.map((one) => liveRefusal(fault, fault.params.parse(one), on));
  return reasons.find((reason) => reason !== undefined);
}
