/** A scenario of everything: steps of all kinds, faults of several seams, and a swarm. */
import { FAULTS } from "../../../src/faults/faults.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { after, at, cancel, next, node, order, planned, scenario, send, wait } from "./scenario.ts";

const LONG = "trap 'echo bye; exit 3' TERM; setsid sleep 90 & while true; do sleep 1; done";

export function busyScenario(): Scenario {
  const web = { InstanceIds: ["a", "b1"] };
  const steps = [
    at([0, 5_000], send("deploy", LONG, web)),
    after(
      { event: "process.started", node: "a1", command: "deploy" },
      cancel("deploy", ["a1"]),
      [0, 2_000],
    ),
    next(wait({ event: "status.changed", node: "a1", where: { to: "Cancelled" } })),
    next(send("second", "echo on; sleep 20", web)),
    at([8_000, 12_000], order("stop", "b1")),
    next(wait({ event: "node.stateChanged", node: "b1", where: { to: "Stopped" } })),
    next(order("start", "b1")),
    at(30_000, { do: "crash", nodes: ["a2"], restartMs: 4_000 }),
    at([40_000, 60_000], cancel("deploy")),
  ];
  const nodes = [node("a1"), node("a2"), node("a3"), node("b1", { profile: "ideal" })];
  const faults = [
    planned("delay", ["50ms", "400ms"], { scope: { nodes: ["a"] }, fromMs: 1_000, untilMs: 9_000 }),
    planned("drop", {}, { chance: { numerator: 1, denominator: 10 }, untilMs: 50_000 }),
    planned("partition", {}, { scope: { nodes: ["a3"] }, fromMs: 10_000, untilMs: 25_000 }),
  ];
  return {
    ...scenario(steps, { nodes, faults }),
    swarm: {
      faults: FAULTS.filter(({ breaksPromises }) => breaksPromises !== true).map(
        ({ name }) => name,
      ),
      count: { min: 3, max: 8 },
      ...{ fromMs: 0, untilMs: 120_000 },
    },
  };
}
