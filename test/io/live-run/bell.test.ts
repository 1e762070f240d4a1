/** The bell of a live run: who waits is woken by a ring or by time, and no ring is lost. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Bell } from "../../../src/io/live-run/bell.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a ring wakes who waits, once for all that rang meanwhile, and leaves no timer", async () => {
  const bell = new Bell();
  const rung = bell.rung(100);
  bell.ring();
  bell.ring();
  await vi.advanceTimersByTimeAsync(0);
  await rung;
  expect(vi.getTimerCount()).toBe(0);
  const next = bell.rung(100);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(100);
  await next;
});

test("a ring that nobody waited for is heard by the next one", async () => {
  const bell = new Bell();
  bell.ring();
  await bell.rung(100);
  expect(vi.getTimerCount()).toBe(0);
});

test("a time that is not whole is waited out", async () => {
  const bell = new Bell();
  let isOver = false;
  const rung = bell.rung(10.4).then(() => (isOver = true));
  await vi.advanceTimersByTimeAsync(10);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await rung;
});
