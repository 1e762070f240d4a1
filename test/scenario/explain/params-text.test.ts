import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { FAULTS } from "../../../src/faults/faults.ts";
import { paramsText } from "../../../src/scenario/explain/params-text.ts";

const EXAMPLES = FAULTS.flatMap((fault) =>
  fault.examples.map((example) => [fault.name, example, fault] as const),
);

function textOf(name: string, written: unknown): string {
  const fault = FAULTS.find((one) => one.name === name)!;
  return paramsText(fault, fault.params.parse(written));
}

describe("what a fault takes is told in the words of files", () => {
  test.each(EXAMPLES)("%s %j can be written into a file again", (_name, example, fault) => {
    const params: unknown = fault.params.parse(example);
    const text = paramsText(fault, params);
    const written: unknown = text.includes("..")
      ? text.split("..")
      : parse(text === "" ? "{}" : text);
    expect(fault.params.parse(written)).toEqual(params);
  });

  test.each([
    ["controllerRestart", 5000, "5s"],
    ["controllerRestart", 0, "0ms"],
    ["delay", "90s", "1.5m"],
    ["delay", ["50ms", 400], "50ms..400ms"],
    ["drop", {}, ""],
    [
      "agentCrash",
      { before: "sendFrame agent_job_ack" },
      "{ process: agent, before: sendFrame agent_job_ack, restart: 5s }",
    ],
    ["spotInterruption", {}, "{ notice: 2m, then: terminate }"],
    ["clockSkew", { behind: 3_600_000 }, "{ behind: 1h }"],
    [
      "flapping",
      { down: ["100ms", 5000], up: 10_000 },
      "{ down: [100ms, 5s], up: 10s, times: 10 }",
    ],
    ["restartStorm", { restarts: 5, gap: 2000 }, "{ restarts: 5, gap: 2s }"],
    ["escapesBySetsid", { match: "true" }, '{ lasts: true, match: "true" }'],
    ["exitsWhileKilled", { match: "a: [b" }, '{ exitCode: 0, match: "a: [b" }'],
    ["closeWithCode", { code: 1001 }, "{ code: 1001 }"],
  ])("%s %j is %s", (name, written, text) => {
    expect(textOf(name, written)).toBe(text);
  });
});
