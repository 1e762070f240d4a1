import { describe, expect, test } from "vitest";
import { getShortestPaths } from "xstate/graph";
import { invocationMachine } from "../../src/machines/invocation.ts";
import {
  detailsOf,
  invocationRuntime,
  isTerminal,
  statusOf,
  timersOf,
} from "../../src/controller/invocation-state.ts";
import { INVOCATION_STATUSES } from "../../src/ssm/status.ts";

/** Every leaf of the machine and what AWS calls it. */
const LEAVES: readonly (readonly [leaf: string, shown: string])[] = [
  ["open.waiting.Pending.unsent", "Pending/Pending"],
  ["open.waiting.Pending.refused", "Pending/Pending"],
  ["open.waiting.Pending.late", "Pending/Pending"],
  ["open.waiting.Delayed.unsent", "Delayed/Delayed"],
  ["open.waiting.Delayed.refused", "Delayed/Delayed"],
  ["open.waiting.Delayed.late", "Delayed/Delayed"],
  ["open.offered.Pending.sent", "Pending/Pending"],
  ["open.offered.Pending.overdue", "Pending/Pending"],
  ["open.offered.Delayed.sent", "Delayed/Delayed"],
  ["open.offered.Delayed.unconfirmed", "Delayed/Delayed"],
  ["open.offered.Delayed.refused", "Delayed/Delayed"],
  ["open.offered.Delayed.overdue", "Delayed/Delayed"],
  ["open.InProgress", "InProgress/InProgress"],
  ["open.Cancelling.unsent", "Cancelling/Cancelling"],
  ["open.Cancelling.sent", "Cancelling/Cancelling"],
  ["open.Cancelling.refused", "Cancelling/Cancelling"],
  ["open.Cancelling.acked", "Cancelling/Cancelling"],
  ["open.Cancelling.orphaned", "Cancelling/Cancelling"],
  ["Success", "Success/Success"],
  ["Failed.failed", "Failed/Failed"],
  ["Failed.undeliverable", "Failed/Undeliverable"],
  ["Failed.invalidPlatform", "Failed/InvalidPlatform"],
  ["TimedOut.execution", "TimedOut/ExecutionTimedOut"],
  ["TimedOut.delivery", "TimedOut/DeliveryTimedOut"],
  ["TimedOut.unheard.unsent", "TimedOut/DeliveryTimedOut"],
  ["TimedOut.unheard.sent", "TimedOut/DeliveryTimedOut"],
  ["TimedOut.unheard.refused", "TimedOut/DeliveryTimedOut"],
  ["Cancelled.cancelled", "Cancelled/Cancelled"],
  ["Cancelled.terminated", "Cancelled/Terminated"],
];

describe("the machine of an invocation", () => {
  test.each(LEAVES)("%s is %s", (leaf, shown) => {
    const state = invocationRuntime.state(leaf);
    expect(`${statusOf(state)}/${detailsOf(state)}`).toBe(shown);
  });

  test("exactly one segment of every path is a status of AWS", () => {
    const words = new Set<string>(INVOCATION_STATUSES);
    for (const path of invocationRuntime.states) {
      expect(path.split(".").filter((segment) => words.has(segment))).toHaveLength(1);
    }
  });

  test("every declared leaf can be reached, and no other", () => {
    const events = invocationRuntime.events.map((type) => ({ type }));
    const paths = getShortestPaths(invocationMachine, { events: events as never });
    const reached = paths.map(({ state }) => leafPath(state.value));
    expect([...new Set(reached)].sort()).toEqual(LEAVES.map(([leaf]) => leaf).sort());
    expect([...invocationRuntime.states].sort()).toEqual(LEAVES.map(([leaf]) => leaf).sort());
  });

  test("every open state expires, and no terminal one becomes anything else", () => {
    const expires = invocationRuntime.event(EXPIRED);
    for (const [state, path] of invocationRuntime.states.entries()) {
      const isOpen = path.startsWith("open.");
      expect(isTerminal(state)).toBe(!isOpen);
      const target = invocationRuntime.step(state, expires)?.target;
      const shown = target === undefined ? "nothing" : detailsOf(target);
      expect(shown).toBe(isOpen ? "DeliveryTimedOut" : "nothing");
    }
    for (const { from, to } of transitions()) {
      if (!from.startsWith("open.")) expect(detailsAt(to)).toBe(detailsAt(from));
    }
  });

  test("a terminal state takes no event, but for a cancel that the agent has not taken", () => {
    const unheard = /^open\.Cancelling\.(unsent|sent|refused)$/;
    for (const [state, path] of invocationRuntime.states.entries()) {
      const isUnheard = path.startsWith("TimedOut.unheard");
      expect(invocationRuntime.isFinal(state)).toBe(isTerminal(state) && !isUnheard);
    }
    for (const { from, event, to, actions } of transitions()) {
      if (!to.startsWith("TimedOut.unheard")) continue;
      if (from.startsWith("open.")) expect([from, event]).toEqual([from, EXPIRED]);
      if (from.startsWith("open.")) expect(from).toMatch(unheard);
      else expect(from).toMatch(/^TimedOut.unheard/);
      expect(actions).not.toContain("noteReport");
    }
    const expiry = transitions().filter(({ event }) => event === EXPIRED);
    for (const { from, to } of expiry) {
      expect(to.startsWith("TimedOut.unheard")).toBe(unheard.test(from));
    }
  });

  test("Cancelling is entered by a cancel and by nothing else", () => {
    for (const { from, event, to } of transitions()) {
      if (!to.includes("Cancelling") || from.includes("Cancelling")) continue;
      expect(event).toBe("cancel");
    }
  });

  test("no job is handed over once a cancel was accepted or the time to start is over", () => {
    for (const { from, actions } of transitions()) {
      if (/Cancelling|late|overdue/.test(from)) expect(actions).not.toContain("sendJob");
    }
  });

  test("the timers that a state waits for run on every path to it", () => {
    const running = new Map<number, readonly number[]>();
    const visit = (state: number, timers: ReadonlySet<number>): void => {
      const sorted = [...timers]
        .filter((timer) => matters(state, timer))
        .sort((one, other) => one - other);
      if (running.has(state)) {
        expect(sorted).toEqual(running.get(state));
        return;
      }
      running.set(state, sorted);
      expect(sorted).toEqual(timersOf(state));
      for (const [event] of invocationRuntime.events.entries()) {
        const step = invocationRuntime.step(state, event);
        if (step === undefined || !canHappen(event, timers)) continue;
        const next = new Set(timers);
        const fired = firedTimer(event);
        if (fired >= 0) next.delete(fired);
        visit(step.target, after(next, step.effects));
      }
    };
    visit(invocationRuntime.initial.target, after(new Set(), invocationRuntime.initial.effects));
    expect(running.size).toBe(LEAVES.length);
  });

  test("the shortest paths are these", async () => {
    const events = invocationRuntime.events.map((type) => ({ type }));
    const paths = getShortestPaths(invocationMachine, { events: events as never });
    const lines = paths.map(
      ({ state, steps }) =>
        `${leafPath(state.value)}: ${steps
          .map(({ event }) => event.type as string)
          .filter((type) => type !== "xstate.init")
          .join(", ")}`,
    );
    await expect(`${lines.sort().join("\n")}\n`).toMatchFileSnapshot(
      "invocation-machine.paths.txt",
    );
  });
});

const EXPIRED = "xstate.after.expiresMs.invocation.open";

function detailsAt(path: string): string {
  return detailsOf(invocationRuntime.state(path));
}

type RuntimeEffects = typeof invocationRuntime.initial.effects;

function after(timers: Set<number>, effects: RuntimeEffects): ReadonlySet<number> {
  for (const effect of effects) {
    if (effect.type === "startDelay") timers.add(effect.timer);
    if (effect.type === "stopDelay") timers.delete(effect.timer);
  }
  return timers;
}

function firedTimer(event: number): number {
  const name = invocationRuntime.events[event];
  return invocationRuntime.timers.findIndex((timer) => timer.event === name);
}

/** In `late` and `overdue` the delivery timer has nothing more to say, running or not. */
function matters(state: number, timer: number): boolean {
  return invocationRuntime.step(state, invocationRuntime.timerEvent(timer))?.target !== state;
}

function canHappen(event: number, timers: ReadonlySet<number>): boolean {
  const fired = firedTimer(event);
  return fired < 0 || timers.has(fired);
}

function transitions(): { from: string; event: string; to: string; actions: string[] }[] {
  return invocationRuntime.states.flatMap((from, state) =>
    invocationRuntime.events.flatMap((event, number) => {
      const step = invocationRuntime.step(state, number);
      if (step === undefined) return [];
      const actions = step.effects.flatMap((each) => (each.type === "action" ? [each.name] : []));
      return [{ from, event, to: invocationRuntime.states[step.target] ?? "", actions }];
    }),
  );
}

function leafPath(value: unknown): string {
  if (typeof value === "string") return value;
  const [[name, inner]] = Object.entries(value as object) as [[string, unknown]];
  return `${name}.${leafPath(inner)}`;
}
