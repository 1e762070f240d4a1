/**
 * The options that a scenario sets, as text: those of docs/defaults.md, and of its own ones those that
 * explain what came of it: whose ways its agents have, and how long it lasts.
 */
import { msText } from "../kernel/duration.ts";
import type { Scenario, ScenarioFleet, ScenarioNode } from "../scenario/scenario.ts";

type ProfileName = ScenarioNode["profile"];

const USUAL: ProfileName = "amazon-ssm-agent";

export function setOptions({ options, fleet }: Scenario): Readonly<Record<string, string>> {
  const { lastsMs, set } = options;
  const isUsual = fleet.nodes.every(({ profile }) => profile === USUAL);
  return {
    ...(isUsual ? {} : { profile: profileText(fleet) }),
    ...(lastsMs === undefined ? {} : { lasts: msText(lastsMs) }),
    ...set,
  };
}

/** `ideal`, or `ideal (b), amazon-ssm-agent (a, c)` with the groups of nodes. */
function profileText({ nodes }: ScenarioFleet): string {
  const groups = new Map<ProfileName, Set<string>>();
  for (const { profile, group } of nodes) {
    groups.set(profile, (groups.get(profile) ?? new Set()).add(group));
  }
  const texts = Array.from(groups, ([profile, names]) => `${profile} (${[...names].join(", ")})`);
  return groups.size === 1 ? [...groups.keys()].join("") : texts.join(", ");
}
