/**
 * A scenario in words: for each step and each fault which nodes it means by name, which events it
 * waits for, when, and how often.
 */
import type { MatchedBehaviour } from "../../process/behaviour.ts";
import { msText } from "../../kernel/duration.ts";
import type {
  Place,
  Scenario,
  ScenarioDocument,
  ScenarioNode,
  ScenarioOptions,
  Swarm,
} from "../scenario.ts";
import { valueText } from "./event-text.ts";
import { explainExpectations } from "./explain-expectations.ts";
import { explainFault } from "./explain-fault.ts";
import { explainStep } from "./explain-step.ts";
import { nodesText } from "./nodes-text.ts";

/** Lines for people. */
export function explain(scenario: Scenario): readonly string[] {
  const { name, says, options, fleet, steps, faults, swarm } = scenario;
  const { nodes } = fleet;
  const stepLines = steps.map((step) => withPlace(explainStep(step, nodes), step.place));
  const faultLines = faults.map((fault) => withPlace(explainFault(fault, nodes), fault.place));
  return [
    says === "" ? name : `${name}: ${says}`,
    `  ${optionsText(options)}`,
    ...section("nodes", nodeLines(nodes)),
    ...section("behaviours", fleet.behaviours.map(behaviourText)),
    ...section("documents", scenario.documents.map(documentText)),
    ...section("steps", stepLines),
    ...section("faults", faultLines),
    ...section("swarm", swarm === undefined ? [] : [swarmText(swarm)]),
    ...section("expect", explainExpectations(scenario.expect, nodes)),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `    ${line}`)];
}

function withPlace(text: string, place: Place | undefined): string {
  return place === undefined ? text : `line ${place.line}: ${text}`;
}

function optionsText({ seed, runs, lastsMs, set }: ScenarioOptions): string {
  const options = Object.entries(set).map(([name, value]) => `, ${name} ${value}`);
  const end = lastsMs === undefined ? "" : `, ends at ${msText(lastsMs)}`;
  return `seed ${seed}, ${runs} run${runs === 1 ? "" : "s"}${end}${options.join("")}`;
}

/** A line for all nodes that are alike but for their names. */
function nodeLines(nodes: readonly ScenarioNode[]): readonly string[] {
  const alike = new Map<string, string[]>();
  for (const { name, id, state, profile, tags } of nodes) {
    const rest = Object.entries(tags).filter(([key]) => key !== "Name");
    const words = [
      state,
      profile,
      ...(id === undefined ? [] : [id]),
      ...rest.map((tag) => tag.join("=")),
    ];
    const key = words.join(", ");
    const names = alike.get(key);
    if (names === undefined) alike.set(key, [name]);
    else names.push(name);
  }
  return Array.from(alike, ([words, names]) => `${nodesText(names)}: ${words}`);
}

function behaviourText({ match, ...behaviour }: MatchedBehaviour): string {
  const words = Object.entries(behaviour).map(([name, value]) => `${name} ${valueText(value)}`);
  return `commands that hold "${match}": ${words.join(", ")}`;
}

/** As it is created: what stands in it the service has looked at. */
function documentText({ Name, DocumentFormat, VersionName, Content }: ScenarioDocument): string {
  const version = VersionName === undefined ? "" : `, version ${VersionName}`;
  return `${Name}: ${DocumentFormat ?? "JSON"}, ${Content.length} characters${version}`;
}

function swarmText({ faults, count, fromMs, untilMs }: Swarm): string {
  const many = count.min === count.max ? `${count.min}` : `${count.min}..${count.max}`;
  return `each run draws ${many} of ${faults.join(", ")}; from ${msText(fromMs)} until ${msText(untilMs)}`;
}
