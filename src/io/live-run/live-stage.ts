/**
 * Everything that one live run is played with: a service on a free port, a host that joins it, the
 * client with its steps, the faults, and the one trace of them all.
 *
 * Lines are read where they are written: the service's from its trace, the host's from its own, and
 * each line of the host is put into the service's trace at once, so that whoever waits for an event
 * there sees it as it comes.
 */
import type { Logger } from "pino";
import type { LiveGround } from "../../faults/live.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { realProgram } from "../../process/real-program.ts";
import type { Cast } from "../../scenario/run/cast.ts";
import { drawRun } from "../../scenario/run/drawn-run.ts";
import type { DrawnRun } from "../../scenario/run/drawn-run.ts";
import { makePlayers } from "../../scenario/run/players.ts";
import type { Players } from "../../scenario/run/players.ts";
import { deadlineOf } from "../../scenario/run/observation.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { AGENT_PROCESSES_MAX } from "../agent-process/agent-children.ts";
import { startClock } from "../clock.ts";
import { createDocuments } from "../create-documents.ts";
import type { LiveClock } from "../clock.ts";
import { readTraceLine } from "../host-channel/trace-line.ts";
import { startHost } from "../live-host.ts";
import type { HostOptions, LiveHost } from "../live-host.ts";
import { startService } from "../live-service.ts";
import type { LiveService } from "../live-service.ts";
import { Bell } from "./bell.ts";
import { CollectedTrace } from "./collected-trace.ts";
import { LiveCalls } from "./live-calls.ts";
import { LiveScene } from "./live-scene.ts";

export interface LiveStageParts {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly processes: HostOptions["processes"];
  /** Where real processes live; empty, and the caller's to remove. */
  readonly directory: string;
  readonly log: Logger;
  /** Breaks it off. */
  readonly signal: AbortSignal;
}

export interface LiveStage extends Players {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly signal: AbortSignal;
  readonly cast: Cast;
  readonly world: LiveScene;
  readonly calls: LiveCalls;
  readonly host: LiveHost;
  readonly bell: Bell;
  readonly trace: CollectedTrace;
  /** The latest ExpiresAfter of a command that was accepted. */
  readonly deadlineMs: () => number;
  /** Writes what the fleet holds now into its trace. */
  readonly takeInventory: () => Promise<void>;
  /** Ends every process that was started here and closes every socket, within 2 s. */
  readonly close: () => Promise<void>;
}

/** Errors: rejects as service and host do, and when it is broken off; nothing is left then. */
export async function openLiveStage(parts: LiveStageParts): Promise<LiveStage> {
  const clock = startClock();
  const { log, seed, scenario } = parts;
  const drawn = drawRun(scenario, seed);
  const service = await startService({
    ...{ seed, log, clock },
    controller: scenario.options.fleet.controller,
    trace: { fromHosts: false },
  });
  let half: Half | undefined;
  try {
    const { trace } = (half = playersOn(service, clock, drawn));
    // Before the host hears of it, and ends what stands in the trace as running.
    parts.signal.addEventListener("abort", () => trace.cut(), { once: true });
    const [refusal] = await createDocuments(service.core, scenario.documents);
    if (refusal !== undefined) throw new Error(refusal);
    const host = await startHost(hostOptions(parts, { service, clock, half }));
    half.world.carry(host.core);
    service.stayNear(host.near);
    return wholeStage(parts, { service, host, half });
  } catch (error) {
    half?.calls.close();
    await service.stop();
    throw error;
  }
}

/** All that is there before the host has joined. */
type Half = ReturnType<typeof playersOn>;

function playersOn(service: LiveService, clock: LiveClock, drawn: DrawnRun) {
  const { core, url } = service;
  const bell = new Bell();
  const trace = new CollectedTrace();
  const world = new LiveScene(service, clock);
  const calls = new LiveCalls({
    url,
    failed: (operation, reason) =>
      core.write("client", { event: "call.failed", operation, reason }),
    over: () => bell.ring(),
  });
  const players = makePlayers(drawn, world, calls);
  let deadlineMs = 0;
  core.trace.read((event, stampNs = process.hrtime.bigint()) => {
    trace.take(event, stampNs);
    deadlineMs = Math.max(deadlineMs, deadlineOf(event));
    calls.see(event);
    players.see(event);
    bell.ring();
  });
  const add = (event: TraceEvent, ns = process.hrtime.bigint()): void => {
    const line = readTraceLine(event);
    if (line === undefined) return;
    // Within the core: what a fault does for this line is due at once.
    core.within(() => core.trace.write(line.atMs, line.source, line.fact, ns));
  };
  return { ...players, drawn, bell, trace, world, calls, add, deadlineMs: () => deadlineMs };
}

function hostOptions(
  { scenario, seed, processes, directory, log, signal }: LiveStageParts,
  { service, clock, half }: { service: LiveService; clock: LiveClock; half: Half },
): HostOptions {
  return {
    controllerUrl: service.url,
    hostName: "run",
    nodes: half.drawn.nodes,
    behaviours: scenario.fleet.behaviours,
    programs: processes === "real" ? scenario.fleet.behaviours.map(realProgram) : [],
    region: scenario.options.fleet.agent.region,
    processDirectory: directory,
    traceReaders: [half.add],
    agents: agentsOf(processes, half.drawn.nodes.length),
    ...{ processes, seed, log, clock, signal },
  };
}

/** With real processes agents are processes, too, but for a fleet that is too large for that. */
export function agentsOf(processes: HostOptions["processes"], nodes: number): LiveGround["agents"] {
  return processes === "real" && nodes <= AGENT_PROCESSES_MAX ? "processes" : "inside";
}

function wholeStage(
  { scenario, seed, signal }: LiveStageParts,
  { service, host, half }: { service: LiveService; host: LiveHost; half: Half },
): LiveStage {
  const { calls, trace, drawn, bell } = half;
  signal.addEventListener("abort", () => bell.ring(), { once: true });
  return {
    ...{ ...half, scenario, seed, signal, host, cast: drawn.cast },
    takeInventory: async () => {
      const processes = (await host.listProcesses()).length;
      const counted = { ...service.core.count(), ...host.core.count(), processes };
      service.core.write("kernel", { event: "fleet.counted", ...counted });
    },
    close: async () => {
      // Of a run that was broken off the last lines come from the pipes of agents that end.
      if (!signal.aborted) trace.close();
      calls.close();
      try {
        await host.stop();
      } finally {
        await service.stop();
        trace.close();
      }
    },
  };
}
