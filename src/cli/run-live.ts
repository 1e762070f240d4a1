/**
 * `fleetsim run --live`: the same scenarios on real sockets, and with real processes when asked to.
 */
import { runLiveScenario } from "../io/live-run/run-live-scenario.ts";
import { agentsOf } from "../io/live-run/live-stage.ts";
import type { LiveStage } from "../io/live-run/live-stage.ts";
import { msText } from "../kernel/duration.ts";
import { listed } from "../report/text.ts";
import type { ScenarioResult } from "../scenario/result.ts";
import { liveRefusals } from "../scenario/live-refusals.ts";
import { expectedMs } from "../scenario/run/expected-length.ts";
import type { ScenarioPlay } from "../scenario/run/run-scenario.ts";
import { listPending } from "../world/pending.ts";
import { usageError } from "./exit.ts";
import type { ProcessesWord } from "./fleet-flags.ts";
import { makeLogger } from "./logger.ts";
import type { LogFlags } from "./logger.ts";
import type { Output } from "./output.ts";
import type { ScenarioToRun } from "./run-scenarios.ts";
import { startFailure } from "./start-fleet.ts";

export interface LiveFlags extends LogFlags {
  readonly processes?: ProcessesWord;
}

export interface Ending {
  /** Breaks it off. */
  readonly signal: AbortSignal;
  /** Told how many runs are over. */
  readonly progress: (done: number) => void;
  /** Handed every run as soon as it is over. */
  readonly keep: ScenarioPlay["keep"] | undefined;
  /** Handed the live run that was broken off. */
  readonly brokenOff: NonNullable<ScenarioPlay["keep"]>;
}

/** Past it a person had better know before he waits. */
const LONG_MS = 300_000;
/** Things that are waited for, in one line. */
const WAITED_MAX = 3;

/** Errors: 64, after a line for each thing that can't be carried out live; nothing has started. */
export function checkLive(
  scenarios: readonly ScenarioToRun[],
  processes: ProcessesWord,
  output: Output,
): void {
  const lines = scenarios.flatMap(({ scenario, file }) => {
    const agents = agentsOf(processes, scenario.fleet.nodes.length);
    return liveRefusals(scenario, file, { processes, agents });
  });
  for (const line of lines) output.say(line);
  if (lines.length > 0) throw usageError("run --live: nothing was played, for the reasons above");
  for (const one of scenarios) warnOfLength(one, output);
}

function warnOfLength({ scenario, file }: ScenarioToRun, output: Output): void {
  const { runs } = scenario.options;
  const eachMs = expectedMs(scenario);
  if (eachMs !== undefined && eachMs * runs < LONG_MS) return;
  const length = eachMs === undefined ? "very long" : `about ${msText(roundMs(eachMs * runs))}`;
  const fewer = runs > 1 ? `; its ${runs} runs follow each other, --runs 1 plays one` : "";
  output.say(`${file}: expect it to take ${length}${fewer}`);
}

/** To whole seconds. */
function roundMs(ms: number): number {
  return Math.round(ms / 1000) * 1000;
}

/** Undefined when it was told to end before its first run was over. Errors: 69 when it can't bind. */
export async function playLive(
  { scenario, file, repeat }: ScenarioToRun,
  flags: LiveFlags,
  { signal, progress, keep, brokenOff }: Ending,
  output: Output,
): Promise<ScenarioResult | undefined> {
  const { processes = "simulated" } = flags;
  const log = makeLogger(flags);
  try {
    return await runLiveScenario({
      ...{ scenario, file, repeat, processes, log, signal, progress, brokenOff },
      waits: (stage) => output.say(waitsText(scenario.name, stage)),
      ...(keep === undefined ? {} : { keep }),
    });
  } catch (cause) {
    throw startFailure(cause);
  }
}

/** `cancel wins: 12 s, waiting for command ... on web`. */
function waitsText(name: string, { world, calls, cast }: LiveStage): string {
  const waited = listPending({ world, calls, cut: new Set() }, WAITED_MAX);
  const ids = Object.entries({ ...cast.nodeIds, ...cast.commandIds });
  const named = ids.reduce((text, [word, id]) => text.replaceAll(id, word), waited.join(", "));
  const seconds = Math.round(world.nowMs / 1000);
  const what = named === "" ? "its next step" : named;
  const killed = world.host.killedAgents().map(({ id }) => cast.nodeName(id));
  return `fleetsim: ${name}: ${seconds} s, waiting for ${what}${killedText(killed)}`;
}

/** Who has killed an agent may wait for it to come back. */
function killedText(nodes: readonly string[]): string {
  if (nodes.length === 0) return "";
  return `; killed from outside, and down until a step restarts it: the agent of ${listed(nodes, WAITED_MAX)}`;
}
