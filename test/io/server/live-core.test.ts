/** The live controller's process ends and starts again, on a clock that the test sets. */
import { setImmediate } from "node:timers/promises";
import { pino } from "pino";
import { expect, test } from "vitest";
import { CONTROLLER_DEFAULTS } from "../../../src/controller/options.ts";
import { LiveCore } from "../../../src/io/server/live-core.ts";
import { Trace } from "../../../src/kernel/trace.ts";

test("a controller that a reset has started stays down as long as its next crash says", async () => {
  let nowMs = 0;
  const core = new LiveCore({
    ...{ controller: CONTROLLER_DEFAULTS, seed: "1", store: undefined, trace: new Trace() },
    clock: { epochMs: 0, nowMs: () => nowMs },
    log: pino({ level: "silent" }),
    ports: { sendFrame: () => {}, closeChannel: () => {} },
    onRestart: () => {},
  });
  /** Plays what is due by then, and says whether nobody listens. */
  const isDownAt = async (ms: number): Promise<boolean> => {
    nowMs = ms;
    // The turn before is over then, and another one reads the clock.
    await setImmediate();
    core.within(() => {});
    return core.isDown;
  };
  core.start();
  core.crash(300);
  expect(await isDownAt(100)).toBe(true);
  expect(core.reset()).toBeUndefined();
  expect(await isDownAt(150)).toBe(false);
  core.crash(5000);
  expect(await isDownAt(200)).toBe(true);
  expect(await isDownAt(1000)).toBe(true);
  expect(await isDownAt(5500)).toBe(false);
  core.stop();
});
