/**
 * Scenarios built by hand, as a reader of files would give them, and what a run of one is like.
 */
import type { EventPattern } from "../../../src/faults/plan.ts";
import { faultOf } from "../../../src/faults/faults.ts";
import type { TraceEvent } from "../../../src/kernel/trace.ts";
import type { MatchedBehaviour } from "../../../src/process/behaviour.ts";
import { PROPERTIES } from "../../../src/scenario/property/properties.ts";
import type { RunResult } from "../../../src/scenario/result.ts";
import { playRun } from "../../../src/scenario/run/play-run.ts";
import type {
  Action,
  Expectations,
  PlannedFault,
  Scenario,
  ScenarioNode,
  ScenarioOptions,
  Step,
} from "../../../src/scenario/scenario.ts";
import { VIRTUAL_DEFAULTS } from "../../../src/world/fleet-options.ts";

export interface Parts {
  readonly nodes?: readonly ScenarioNode[];
  readonly behaviours?: readonly MatchedBehaviour[];
  readonly documents?: Scenario["documents"];
  readonly options?: Partial<ScenarioOptions>;
  readonly faults?: readonly PlannedFault[];
  readonly expect?: Partial<Expectations>;
}

/** A fleet of one node, `a1`, unless said otherwise. */
export function scenario(steps: readonly Step[], parts: Parts = {}): Scenario {
  const always = PROPERTIES.filter(({ judgedOn }) => judgedOn === "controller");
  return {
    name: "a test",
    says: "",
    options: {
      ...{ seed: "7", runs: 1, lastsMs: undefined, fleet: VIRTUAL_DEFAULTS, set: {} },
      ...parts.options,
    },
    fleet: { nodes: parts.nodes ?? [node("a1")], behaviours: parts.behaviours ?? [] },
    documents: parts.documents ?? [],
    steps,
    faults: parts.faults ?? [],
    swarm: undefined,
    expect: {
      always: always.map(({ name }) => name),
      eventuallyMs: 600_000,
      ...{ outcomes: {}, sometimes: [], findings: [] },
      ...parts.expect,
    },
  };
}

/** `a1` is of the group `a`. */
export function node(name: string, more: Partial<ScenarioNode> = {}): ScenarioNode {
  const group = name.replace(/\d+$/, "");
  const plain = { id: undefined, state: "Running", profile: "amazon-ssm-agent", tags: {} } as const;
  return { name, group, ...plain, ...more };
}

export function at(ms: number | readonly [number, number], action: Action): Step {
  const [minMs, maxMs] = typeof ms === "number" ? [ms, ms] : ms;
  return { when: { kind: "at", time: { minMs, maxMs } }, action, place: undefined };
}

export function after(
  event: Partial<EventPattern> & { event: string },
  action: Action,
  plus: readonly [number, number] = [0, 0],
): Step {
  const [minMs, maxMs] = plus;
  const when = { kind: "after", event: { count: 1, ...event }, plus: { minMs, maxMs } } as const;
  return { when, action, place: undefined };
}

export function next(action: Action): Step {
  return { when: { kind: "next" }, action, place: undefined };
}

export function send(as: string, script: string, more: Readonly<Record<string, unknown>> = {}) {
  const request = {
    DocumentName: "AWS-RunShellScript",
    Parameters: { commands: [script] },
    InstanceIds: ["a1"],
    ...more,
  };
  return { do: "send", as, request } as const satisfies Action;
}

export function cancel(command: string, nodes?: readonly string[]) {
  return { do: "cancel", command, nodes } as const satisfies Action;
}

export function wait(until: Partial<EventPattern> & { event: string }, withinMs = 60_000) {
  return { do: "wait", until: { count: 1, ...until }, withinMs } as const satisfies Action;
}

export function poll(
  status: string,
  more: { readonly everyMs?: number; readonly withinMs?: number; readonly command?: string } = {},
) {
  const every = { everyMs: 2_000, withinMs: 60_000, command: "deploy", node: "a1" };
  return { do: "poll", statuses: [status], ...every, ...more } as const satisfies Action;
}

export function order(what: "stop" | "start" | "reboot" | "terminate", ...nodes: string[]) {
  return { do: what, nodes } as const satisfies Action;
}

export function planned(name: string, params: unknown, plan: Partial<PlannedFault> = {}) {
  const fault = faultOf(name);
  if (fault === undefined) throw new Error(`there is no fault ${name}`);
  const read = fault.params.parse(params);
  return { fault, params: read, scope: {}, fromMs: 0, place: undefined, ...plan };
}

export interface Played {
  readonly result: RunResult;
  readonly events: readonly TraceEvent[];
}

/** One run, to its end. */
export function played(one: Scenario, seed = one.options.seed): Played {
  const events: TraceEvent[] = [];
  const run = playRun({ scenario: one, seed, readers: [(event) => events.push(event)] });
  for (;;) {
    const { done, value } = run.next();
    if (done === true) return { result: value, events };
  }
}
