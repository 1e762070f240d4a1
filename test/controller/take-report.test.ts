/**
 * The record that reports leave: the same whatever their order, with times that make sense.
 */
import { describe, expect, test } from "vitest";
import type { StepResult } from "../../src/wire/message.ts";
import { NODE, Rig, STEP } from "./rig.ts";

describe("the record of an invocation", () => {
  test("is the same when the final report overtakes the one about the last step", () => {
    const records = [false, true].map((isOvertaken) => {
      const rig = new Rig();
      const id = begun(rig);
      rig.reply(id, "InProgress", { steps: step("first", { standardOutput: "one" }) });
      const last = () =>
        rig.reply(id, "InProgress", { steps: step("second", { standardOutput: "two" }) });
      if (!isOvertaken) last();
      rig.reply(id, "Success");
      if (isOvertaken) last();
      return [...rig.rows.values()].find(({ table }) => table === "invocation")?.record;
    });
    expect(records[1]).toMatchObject({ steps: { second: { standardOutput: "two" } } });
    expect(records[1]).toEqual(records[0]);
  });

  test("keeps the status and the other steps when a report comes behind the end", () => {
    const rig = new Rig();
    const id = begun(rig);
    rig.reply(id, "InProgress", { steps: step("first", { standardOutput: "one" }) });
    rig.reply(id, "Cancelled");
    rig.reply(id, "Success", { steps: step("first", { standardOutput: "other" }) });
    expect(rig.statusOf(id)).toBe("Cancelled/Cancelled");
    expect(rig.facts("step.recorded")).toHaveLength(1);
  });

  test("is not completed by what comes behind a delivery timeout", () => {
    const rig = new Rig();
    const id = begun(rig);
    rig.advance(8 * 3_600_000);
    expect(rig.statusOf(id)).toBe("TimedOut/DeliveryTimedOut");
    rig.reply(id, "Success", { steps: step("first", { standardOutput: "late" }) });
    expect(rig.facts("step.recorded")).toEqual([]);
  });

  test("keeps the newer result of a step that a reboot has run twice", () => {
    const rig = new Rig();
    const id = begun(rig);
    const older = { steps: step("first", { standardOutput: "before", endMs: 100 }) };
    const newer = { steps: step("first", { standardOutput: "before and after", endMs: 200 }) };
    for (const report of [older, newer, older]) rig.reply(id, "InProgress", report);
    expect(rig.facts("step.recorded").map(({ endMs }) => endMs)).toEqual([100, 200]);
  });

  test("says nothing of a report that came again", () => {
    const rig = new Rig();
    const id = begun(rig);
    for (let time = 0; time < 3; time += 1) {
      rig.reply(id, "InProgress", {
        steps: step("first", { startMs: 1, endMs: 2 }),
        messageId: "m",
      });
    }
    expect(rig.facts("step.recorded")).toMatchObject([{ node: NODE, step: "first", reply: "m" }]);
  });
});

/** A command that its agent has taken. */
function begun(rig: Rig): string {
  rig.addNode();
  const id = rig.send();
  rig.ack(rig.jobs("sendCommand")[0]);
  rig.reply(id, "InProgress");
  return id;
}

function step(key: string, result: Partial<StepResult>): Record<string, StepResult> {
  return { [key]: { ...STEP, ...result } };
}
