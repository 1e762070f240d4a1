/**
 * One direction of a channel under a fault: its order, its bounds, and who comes again when.
 */
import { expect, test } from "vitest";
import { BEHIND, LANE_BYTES_MAX, LANE_FRAMES_MAX, Lane } from "../../../src/io/faults/lane.ts";

/** A lane, and what has passed it or was lost. */
function rig() {
  const seen: string[] = [];
  let isSilent = false;
  const lane = new Lane(() => isSilent);
  const add = (name: string, { plan = BEHIND, dueMs = 0, bytes = 1 } = {}): void => {
    const pass = (): void => void seen.push(name);
    lane.add({ plan, dueMs, bytes, pass, lose: () => void seen.push(`${name} lost`) });
  };
  return { lane, seen, add, silence: (is: boolean) => (isSilent = is) };
}

test("what is late holds back what follows it, and is asked for once", () => {
  const { lane, seen, add } = rig();
  expect(lane.dueAfter(50)).toBe(50);
  expect(lane.dueAfter(10)).toBe(50);
  add("a", { dueMs: 50 });
  add("b", { dueMs: 50 });
  expect(lane.flush(10)).toBe(50);
  expect(lane.flush(20)).toBeUndefined();
  expect(seen).toEqual([]);
  expect(lane.flush(50)).toBeUndefined();
  expect(seen).toEqual(["a", "b"]);
  expect(lane.isEmpty).toBe(true);
});

test("what a plan holds waits for its end, with all behind it", () => {
  const { lane, seen, add } = rig();
  add("a");
  add("b", { plan: 7 });
  add("c");
  lane.flush(0);
  lane.free(6);
  lane.flush(0);
  expect(seen).toEqual(["a"]);
  lane.free(7);
  lane.flush(0);
  expect(seen).toEqual(["a", "b", "c"]);
});

test("nothing passes a silent one; what is left is lost with its channel", () => {
  const { lane, seen, add, silence } = rig();
  silence(true);
  add("a");
  expect(lane.flush(100)).toBeUndefined();
  lane.loseAll();
  expect(seen).toEqual(["a lost"]);
  expect(lane.isEmpty).toBe(true);
});

test("it is full by frames or by bytes, loose ones included", () => {
  const byFrames = rig();
  for (let each = 1; each < LANE_FRAMES_MAX; each += 1) byFrames.add("a", { plan: 1 });
  expect(byFrames.lane.isFull).toBe(false);
  byFrames.lane.loosen(1);
  expect(byFrames.lane.isFull).toBe(true);
  byFrames.lane.arrived(1);
  expect(byFrames.lane.isFull).toBe(false);
  const byBytes = rig();
  byBytes.add("a", { plan: 1, bytes: LANE_BYTES_MAX });
  expect(byBytes.lane.isFull).toBe(true);
});
