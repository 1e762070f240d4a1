/** Documents of a scenario: there before the first step, and sent like any other. */
import { describe, expect, test } from "vitest";
import type { ScenarioDocument } from "../../../src/scenario/scenario.ts";
import { at, planned, played, scenario, send } from "./scenario.ts";

function step(name: string, command: string) {
  return { action: "aws:runShellScript", name, inputs: { runCommand: [command] } };
}

const APP: ScenarioDocument = {
  Name: "Deploy-App",
  Content: JSON.stringify({
    schemaVersion: "2.2",
    parameters: { release: { type: "String" } },
    mainSteps: [step("install", "echo {{ release }}"), step("restart", "exit 3")],
  }),
};

const deploy = send("deploy", "", { DocumentName: "Deploy-App", Parameters: { release: ["1.2"] } });

describe("a document of a scenario", () => {
  test("is created at time 0, and its steps are run", () => {
    const { result, events } = played(scenario([at(0, deploy)], { documents: [APP] }));
    const calls = events.filter(({ event }) => event === "call.answered");
    expect(calls.map(({ operation, atMs, code }) => ({ operation, atMs, code }))).toMatchObject([
      { operation: "CreateDocument", atMs: 0, code: null },
      { operation: "SendCommand", code: null },
    ]);
    expect(result.outcomes).toMatchObject([{ command: "deploy", status: "Failed" }]);
    const exits = events.filter(({ event }) => event === "process.exited");
    expect(exits.map(({ step, code }) => [step, code])).toEqual([
      ["install", 0],
      ["restart", 3],
    ]);
    expect(result.violations).toEqual([]);
  });

  test("is still there after the controller has started over", () => {
    const restart = planned("controllerRestart", 1_000, { times: 1 });
    const one = scenario([at(10_000, deploy)], { documents: [APP], faults: [restart] });
    const { result, events } = played(one);
    const { atMs = Infinity } = events.find(({ event }) => event === "fault.fired") ?? {};
    expect(atMs).toBeLessThan(5_000);
    expect(result.refusals).toEqual([]);
    expect(result.outcomes).toMatchObject([{ command: "deploy", status: "Failed" }]);
  });

  test("that the service refuses is a defect of whoever made the scenario", () => {
    const wrong = { ...APP, Name: "AWS-DeployApp" };
    expect(() => played(scenario([], { documents: [wrong] }))).toThrow(
      "document AWS-DeployApp was not created: ValidationException: Document name AWS-DeployApp begins with aws",
    );
  });
});
