/**
 * What runs of ten minutes showed, in less time: replies that nobody acknowledges, pings, health
 * reports.
 */
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { startClock } from "../../src/io/clock.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { withController, withHost } from "../io/host/fixture.ts";
import { playRecording } from "./player.ts";
import { loadRecording } from "./recording.ts";
import { VirtualStage } from "./virtual-stage.ts";

const MINUTE_MS = 60_000;

test("both replies come three times, under one id each, and no more once acknowledged", async () => {
  const recording = loadRecording("80-no-reply-ack");
  const stage = new VirtualStage(VIRTUAL_DEFAULTS.agent);
  const heard = await playRecording("80-no-reply-ack", recording, stage);
  const [step, final, ...again] = heard.messageIds.slice(2);
  expect(step).not.toBe(final);
  expect([again.slice(0, 2).sort(), again.slice(2).sort()]).toEqual([
    [step, final].sort(),
    [step, final].sort(),
  ]);
  const times = heard.messages.slice(2).map(({ atMs }) => atMs);
  expect(times[2]! - times[1]!).toBeLessThanOrEqual(5 * MINUTE_MS + 2000);
  expect(times[4]! - times[2]!).toBe(5 * MINUTE_MS);
  await stage.until(20 * MINUTE_MS);
  expect(heard.messages).toHaveLength(recording.agent.length);
});

test("health is reported twice at the start, after at most 5 minutes, and every 5 then", async () => {
  const stage = new VirtualStage(VIRTUAL_DEFAULTS.agent);
  await stage.until(16 * MINUTE_MS);
  const [empty, full, ...periodic] = stage.reports;
  expect([empty, full]).toMatchObject([{ full: false }, { full: true }]);
  expect(full!.atMs).toBeLessThan(100);
  expect(periodic.map((report) => Math.round(report.atMs / MINUTE_MS))).toEqual([5, 10, 15]);
  expect(periodic.every((report) => report.full)).toBe(true);
});

/** Recorded: eleven intervals of 53,977 to 54,022 ms. */
test("a ping every 54 s, twelve times, over one socket", async () => {
  const real = startClock();
  let skippedMs = 0;
  const clock = { epochMs: real.epochMs, nowMs: () => real.nowMs() + skippedMs };
  const controller = await withController();
  await (await withHost(controller.url, { clock })).online();
  const { node } = await controller.openings.find(() => true);
  const openedMs = clock.nowMs();
  const jumpTo = async (atMs: number): Promise<void> => {
    skippedMs += Math.max(0, atMs - clock.nowMs());
    // A frame that means nothing wakes the host; then the socket has its turn.
    controller.sendBytes(node, new Uint8Array([0]));
    await delay(30);
  };
  for (let nth = 1; nth <= 12; nth += 1) {
    // The channel was opened a little before we saw it.
    await jumpTo(openedMs + nth * 54_000 - 1000);
    expect(controller.pings.all).toHaveLength(nth - 1);
    await jumpTo(openedMs + nth * 54_000);
    const ping = await controller.pings.find(() => true, nth);
    expect(ping.payload).toBe("keepalive");
  }
  expect(controller.openings.all).toHaveLength(1);
});
