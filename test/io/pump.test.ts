import { expect, test } from "vitest";
import { Pump } from "../../src/io/pump.ts";
import { seededChooser } from "../../src/kernel/chooser.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { Prng } from "../../src/kernel/prng.ts";

const TIMER = { type: "startTimer", subject: 0, timer: 0, minMs: 0, maxMs: 0 } as const;

/** A pump whose one timer is always due again, and takes its time. */
function busyPump(workMs: number) {
  const kernel = new Kernel(seededChooser);
  const prng = Prng.seeded("1");
  let played = 0;
  const again = (): void => kernel.startTimer(0, TIMER, prng);
  const pump = new Pump(kernel, { epochMs: 0, nowMs: () => 1 }, () => {
    played += 1;
    const endMs = performance.now() + workMs;
    while (performance.now() < endMs);
    again();
  });
  pump.enter(again);
  return { pump, played: () => played };
}

test("work that never ends leaves other I/O its turn", async () => {
  const { pump, played } = busyPump(5);
  const first = played();
  expect(first).toBeLessThan(10);
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect(played()).toBeGreaterThan(first);
  pump.stop();
});

test("an input has its turn at once while there is more due than can be played", () => {
  const { pump, played } = busyPump(5);
  const before = played();
  let entered = 0;
  for (let count = 0; count < 100; count += 1) pump.enter(() => (entered += 1));
  expect([entered, played() - before]).toEqual([100, 0]);
  pump.stop();
});

test("after a turn with many inputs what is due gets little time, and some", async () => {
  const { pump, played } = busyPump(1);
  for (let count = 0; count < 100; count += 1) pump.enter(() => {});
  const before = played();
  await new Promise((resolve) => setImmediate(resolve));
  expect(played() - before).toBeGreaterThan(0);
  expect(played() - before).toBeLessThan(6);
  pump.stop();
});

test("a pump that was stopped plays nothing any more", async () => {
  const { pump, played } = busyPump(5);
  pump.stop();
  const before = played();
  await new Promise((resolve) => setImmediate(resolve));
  expect(played()).toBe(before);
});

test("inputs of one turn come at one time, and before what falls due meanwhile", async () => {
  const kernel = new Kernel(seededChooser);
  const news: string[] = [];
  let nowMs = 1;
  const pump = new Pump(kernel, { epochMs: 0, nowMs: () => nowMs }, () => {
    news.push(`timer at ${kernel.nowMs}`);
  });
  pump.enter(() => kernel.post(1, 0, 0, undefined));
  nowMs = 5;
  pump.enter(() => news.push(`input at ${kernel.nowMs}`));
  expect(news).toEqual(["input at 1"]);
  await new Promise((resolve) => setImmediate(resolve));
  pump.enter(() => news.push(`input at ${kernel.nowMs}`));
  expect(news).toEqual(["input at 1", "timer at 2", "input at 5"]);
  pump.stop();
});

test("a deadline is kept although an earlier one has been taken back", async () => {
  const kernel = new Kernel(seededChooser);
  const start = performance.now();
  const nowMs = (): number => Math.trunc(performance.now() - start);
  const played = new Promise<number>((resolve) => {
    const pump = new Pump(kernel, { epochMs: 0, nowMs }, () => {
      pump.stop();
      resolve(kernel.nowMs);
    });
    pump.enter(() => kernel.post(30, 0, 0, undefined));
    pump.enter(() => kernel.startTimer(1, { ...TIMER, minMs: 5, maxMs: 5 }, Prng.seeded("1")));
    setImmediate(() => pump.enter(() => kernel.stopTimer(1, { ...TIMER, type: "stopTimer" })));
  });
  expect(await played).toBeGreaterThanOrEqual(30);
});
