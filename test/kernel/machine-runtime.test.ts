import { assign, setup } from "xstate";
import { describe, expect, test } from "vitest";
import { compileMachine } from "../../src/kernel/machine-runtime.ts";

const noop = (): void => {};

const lamp = setup({
  actions: { light: noop, dim: noop, click: noop },
  delays: { burnMs: 1 },
}).createMachine({
  id: "lamp",
  initial: "off",
  states: {
    off: { on: { press: "on", poke: { actions: "click" } } },
    on: { entry: "light", exit: "dim", after: { burnMs: "broken" }, on: { press: "off" } },
    broken: { type: "final" },
  },
});

describe("machine runtime", () => {
  test("keeps next state, actions and timers of every pair, in order", () => {
    const runtime = compileMachine(lamp);
    const off = runtime.state("off");
    const on = runtime.step(off, runtime.event("press"));
    expect(on?.target).toBe(runtime.state("on"));
    expect(on?.effects).toEqual([
      { type: "action", name: "light" },
      { type: "startDelay", timer: 0, delay: "burnMs" },
    ]);
    const back = runtime.step(runtime.state("on"), runtime.event("press"));
    expect(back?.effects).toEqual([
      { type: "action", name: "dim" },
      { type: "stopDelay", timer: 0 },
    ]);
    const broken = runtime.step(runtime.state("on"), runtime.timerEvent(0));
    expect(broken?.target).toBe(runtime.state("broken"));
    expect(runtime.isFinal(runtime.state("broken"))).toBe(true);
  });

  test("a targetless transition with actions is taken, an unknown event in a state is ignored", () => {
    const runtime = compileMachine(lamp);
    const off = runtime.state("off");
    expect(runtime.step(off, runtime.event("poke"))).toEqual({
      target: off,
      effects: [{ type: "action", name: "click" }],
    });
    expect(runtime.step(runtime.state("on"), runtime.event("poke"))).toBeUndefined();
  });

  test("a name that does not exist is a defect that says so", () => {
    const runtime = compileMachine(lamp);
    expect(() => runtime.event("kick")).toThrow('machine lamp: event "kick" does not exist');
    expect(() => runtime.state("nowhere")).toThrow('machine lamp: state "nowhere" does not exist');
  });

  test("a machine with context, with a dotted delay, or with other actions is refused", () => {
    const withContext = setup({ types: { context: {} as { n: number } } }).createMachine({
      id: "counting",
      context: { n: 0 },
      on: { add: { actions: assign({ n: 1 }) } },
    });
    expect(() => compileMachine(withContext)).toThrow(
      "counting is not finite control: has context",
    );
    const withNumber = setup({}).createMachine({
      id: "hasty",
      initial: "a",
      states: { a: { after: { 100: "b" } }, b: {} },
    });
    expect(() => compileMachine(withNumber)).toThrow("not an after with a named delay");
    const parallel = setup({}).createMachine({
      id: "both",
      type: "parallel",
      states: { a: {}, b: {} },
    });
    expect(() => compileMachine(parallel)).toThrow("parallel");
  });
});
