/**
 * Documents of several steps: what the end of one means for the others, a claim each.
 */
import { describe, expect, test } from "vitest";
import type { AgentJobReply, StepResult } from "../../src/wire/message.ts";
import { cancelJob, contentJob, jobId, line } from "./jobs.ts";
import { Rig } from "./rig.ts";

interface Step {
  readonly run: readonly string[];
  readonly [input: string]: unknown;
}

/** Plays a document of these steps, named a, b, c, ..., to its end. */
function play(steps: readonly Step[], schemaVersion = "2.2"): Rig {
  const rig = new Rig().start();
  rig.deliver(contentJob("c1", { document: documentOf(steps, schemaVersion) }));
  rig.run(5000);
  return rig;
}

function documentOf(steps: readonly Step[], schemaVersion = "2.2"): unknown {
  const mainSteps = steps.map(
    ({ run, precondition, action = "aws:runShellScript", ...rest }, at) => ({
      action,
      name: "abc"[at],
      ...(precondition === undefined ? {} : { precondition }),
      inputs: { runCommand: run, ...rest },
    }),
  );
  return { schemaVersion, mainSteps };
}

/** What the steps came to, in short: `a Success 0`. */
function ends(rig: Rig): string[] {
  return results(rig).map(([key, { status, code }]) => `${key} ${status} ${code}`);
}

function results(rig: Rig): [string, StepResult][] {
  return replies(rig)
    .filter(({ content }) => content.documentStatus === "InProgress")
    .flatMap(({ content }) => Object.entries(content.runtimeStatus ?? {}));
}

function resultOf(rig: Rig, key: string): StepResult {
  return new Map(results(rig)).get(key)!;
}

function replies(rig: Rig): AgentJobReply[] {
  return rig.sent.flatMap(({ message }) => (message.type === "agent_job_reply" ? [message] : []));
}

function finalStatus(rig: Rig): string | undefined {
  return replies(rig).at(-1)?.content.documentStatus;
}

const STOP_LINE =
  "Step was found to have onFailure property. Further document steps will be skipped.";

describe("a step that ends the document", () => {
  test.each([
    ["fails with onFailure exit", { run: ["exit 3"], onFailure: "exit" }, "Failed 3", "Failed"],
    [
      "fails with onFailure successAndExit",
      { run: ["exit 3"], onFailure: "successAndExit" },
      "Success 168",
      "Success",
    ],
    ["succeeds with onSuccess exit", { run: ["say x"], onSuccess: "exit" }, "Success 0", "Success"],
    ["exits with 168", { run: ["exit 168"] }, "Success 168", "Success"],
    ["exits with 169", { run: ["exit 169"] }, "Failed 169", "Failed"],
  ])("%s", (_, step, end, status) => {
    const rig = play([step, { run: ["say b"] }, { run: ["say c"] }]);
    expect(ends(rig)).toEqual([`a ${end}`, "b Skipped 0", "c Skipped 0"]);
    expect(finalStatus(rig)).toBe(status);
    expect(resultOf(rig, "b").output).toBe(
      "Plugin with name aws:runShellScript and id b skipped due to prior step with an exit condition",
    );
  });

  test.each([
    ["fails with onSuccess exit", { run: ["exit 3"], onSuccess: "exit" }],
    ["succeeds with onFailure exit", { run: ["say a"], onFailure: "exit" }],
    ["says something else", { run: ["exit 3"], onFailure: "continue" }],
    ["ends as TimedOut, which is no failure", { run: ["exit 137"], onFailure: "exit" }],
    ["has finallyStep, which counts in the last one only", { run: ["exit 3"], finallyStep: true }],
  ])("is not one that %s", (_, step) => {
    expect(ends(play([step, { run: ["say b"] }])).at(-1)).toBe("b Success 0");
  });

  test("says so at the end of both outputs, not in the joined one", () => {
    const rig = play([{ run: ["say x", "exit 3"], onFailure: "exit" }, { run: ["say b"] }]);
    const error = "failed to run commands: exit status 3";
    expect(resultOf(rig, "a")).toMatchObject({
      standardOutput: `x\n\n${STOP_LINE}`,
      standardError: `${error}\n${STOP_LINE}`,
      output: `x\n\n----------ERROR-------\n${error}`,
    });
  });

  test("with code 168 has no error left in its standard error", () => {
    expect(resultOf(play([{ run: ["say x", "exit 168"] }, { run: [] }]), "a")).toMatchObject({
      standardError: "",
      standardOutput:
        "x\n\nStep exited with code 168. Therefore, marking step as succeeded. " +
        "Further document steps will be skipped.",
    });
  });

  test("counts in schema 1.2 by its exit code alone", () => {
    const rig = new Rig().start();
    const set = { runCommand: ["exit 3"], onFailure: "exit" };
    const runtimeConfig = {
      "aws:runShellScript": { properties: [set] },
      "aws:psModule": { properties: {} },
    };
    rig.deliver(contentJob("c1", { document: { schemaVersion: "1.2", runtimeConfig } }));
    rig.run(5000);
    expect(ends(rig)).toEqual(["aws:runShellScript Failed 3", "aws:psModule Failed 1"]);
  });
});

test("a last step with finallyStep runs, whatever came before", () => {
  const rig = play([
    { run: ["exit 3"], onFailure: "exit" },
    { run: ["say b"] },
    { run: ["say c"], finallyStep: true },
  ]);
  expect(ends(rig)).toEqual(["a Failed 3", "b Skipped 0", "c Success 0"]);
  expect(finalStatus(rig)).toBe("Failed");
});

test("a cancel in the middle: the running step 137, later ones 1, finallyStep as well", () => {
  const rig = new Rig().start();
  const steps = [{ run: ["say a"] }, { run: ["wait 9000"] }, { run: ["say c"], finallyStep: true }];
  rig.deliver(contentJob("c1", { document: documentOf(steps) }));
  rig.run(2000);
  rig.deliver(cancelJob("x1", jobId("c1")));
  rig.run(2000);
  expect(ends(rig)).toEqual(["a Success 0", "b Cancelled 137", "c Cancelled 1"]);
  expect(line(rig.sent.at(-1)!.message)).toBe('c1 Cancelled {"Success":1,"Cancelled":2}');
});

test("a cancelled document passes a step over as it would have without the cancel", () => {
  const rig = new Rig().start();
  const precondition = { StringEquals: ["platformType", "Windows"] };
  const steps = [{ run: ["wait 9000"] }, { run: ["say b"], precondition }, { run: ["say c"] }];
  rig.deliver(contentJob("c1", { document: documentOf(steps) }));
  rig.run(2000);
  rig.deliver(cancelJob("x1", jobId("c1")));
  rig.run(2000);
  expect(ends(rig)).toEqual(["a Cancelled 137", "b Skipped 0", "c Cancelled 1"]);
});

test("each step has a time limit of its own", () => {
  const rig = play([{ run: ["wait 9000"], timeoutSeconds: "5" }, { run: ["say b"] }]);
  rig.run(3000);
  expect(ends(rig)).toEqual(["a TimedOut 137", "b Success 0"]);
  expect(finalStatus(rig)).toBe("TimedOut");
});

describe("a step that can't run here", () => {
  test.each([
    ["2.2", { run: [], precondition: { StringEquals: ["platformType", "Windows"] } }, "Skipped 0"],
    ["2.2", { run: [], action: "aws:runPowerShellScript" }, "Skipped 0"],
    ["2.0", { run: [], action: "aws:runPowerShellScript" }, "Failed 1"],
    ["2.2", { run: [], action: "aws:fly" }, "Failed 1"],
  ])("in schema %s: %j is %s, and the next one runs", (schemaVersion, step, end) => {
    const rig = play([step, { run: ["say b"] }], schemaVersion);
    expect(ends(rig)).toEqual([`a ${end}`, "b Success 0"]);
  });

  test("ends the document when it fails and has onFailure, with no mark", () => {
    const rig = play([{ run: [], action: "aws:fly", onFailure: "exit" }, { run: ["say b"] }]);
    expect(ends(rig)).toEqual(["a Failed 1", "b Skipped 0"]);
    expect(resultOf(rig, "a").standardOutput).toBe("");
  });
});
