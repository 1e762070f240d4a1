import { describe, expect, test } from "vitest";
import { parseDocument } from "../../src/agent/document.ts";
import type { WorkerOrder } from "../../src/agent/input.ts";
import { AMAZON_SSM_AGENT } from "../../src/agent/options.ts";
import { substitute } from "../../src/agent/substitute.ts";
import { timeoutSeconds } from "../../src/agent/timeout-seconds.ts";
import { BUILT_IN_DOCUMENTS } from "../../src/ssm/document.ts";
import type { SendCommandContent } from "../../src/wire/message.ts";
import { contentJob } from "./jobs.ts";
import { DocumentWorker } from "../../src/agent/worker.ts";
import { stepEnvironment } from "../../src/agent/step-environment.ts";
import { NODE } from "./rig.ts";

function parse(content: Partial<SendCommandContent>): ReturnType<typeof parseDocument> {
  const job = contentJob("c1", content);
  const place = { commandId: "c1", options: AMAZON_SSM_AGENT };
  return parseDocument(job.content as SendCommandContent, place);
}

function stepOf(content: Partial<SendCommandContent>): WorkerOrder["steps"][number] {
  const order = parse(content);
  if ("problem" in order) throw new Error(order.problem);
  expect(order.steps).toHaveLength(1);
  return order.steps[0]!;
}

describe("placeholders", () => {
  const values = {
    commands: ["echo a", 'echo "b"'],
    dir: "/usr",
    empty: "",
    map: { b: 1, a: ["x"] },
    flag: true,
  };

  test.each([
    ["{{ commands }}", values.commands],
    ["{{commands}}", values.commands],
    ["{{   dir }}", "/usr"],
    ["cd {{ dir }} && cd {{dir}}", "cd /usr && cd /usr"],
    ["run {{ commands }}", 'run ["echo a","echo \\"b\\""]'],
    ["x{{ empty }}y", "xy"],
    ["{{ unknown }}", "{{ unknown }}"],
    ["a {{ unknown }}", "a {{ unknown }}"],
    ["{{ toString }}", "{{ toString }}"],
    [{ deep: ["{{ dir }}", 7, null] }, { deep: ["/usr", 7, null] }],
    ["{{ map }}", values.map],
    ["m={{ map }} f={{ flag }}", 'm={"a":["x"],"b":1} f=true'],
  ])("%j becomes %j", (input, expected) => {
    expect(substitute(input, values)).toEqual(expected);
  });
});

test.each([
  ["3600", 3600],
  [6, 6],
  ["7.9", 7],
  [5.9, 5],
  ["3", 3600],
  ["abc", 3600],
  ["", 3600],
  [172_800, 172_800],
  [172_801, 3600],
  [undefined, 3600],
  [["60"], 3600],
])("a time limit of %j is %i s", (input, seconds) => {
  expect(timeoutSeconds(input)).toBe(seconds);
});

test("the built-in shell document: its plugin is the step, defaults fill what is not given", () => {
  const document = BUILT_IN_DOCUMENTS.get("AWS-RunShellScript")?.content;
  const step = stepOf({ document, parameters: { commands: ["echo a", "echo b"] } });
  expect(step).toEqual({
    key: "aws:runShellScript",
    action: "aws:runShellScript",
    script: "echo a\necho b\n",
    workingDirectory: "",
    timeoutSeconds: 3600,
    environment: {},
    flow: { onFailure: "", onSuccess: "", finallyStep: false },
    refusal: undefined,
  });
});

test("a step's environment is the agent's, and on top of it what the document sets", () => {
  const environment = { SSM_COMMAND_ID: "mine", HOME: "/root", BAD: 7 };
  const order = parse(oneStep({ inputs: { runCommand: ["x"], environment } }));
  if ("problem" in order) throw new Error(order.problem);
  const worker = new DocumentWorker({ node: NODE, options: AMAZON_SSM_AGENT, order });
  expect(stepEnvironment(worker)).toEqual({
    AWS_SSM_INSTANCE_ID: NODE,
    AWS_SSM_REGION_NAME: "us-east-1",
    AWS_SSM_PLATFORM_NAME: "Amazon Linux",
    AWS_SSM_PLATFORM_VERSION: "2023",
    SSM_COMMAND_ID: "mine",
    HOME: "/root",
  });
});

test("one content gives one order, but for another command or other options another", () => {
  const content = contentJob("c1", oneStep({})).content as SendCommandContent;
  const order = parseDocument(content, { commandId: "c1", options: AMAZON_SSM_AGENT });
  expect(parseDocument(content, { commandId: "c1", options: AMAZON_SSM_AGENT })).toBe(order);
  const other = parseDocument(content, { commandId: "c2", options: AMAZON_SSM_AGENT });
  expect(other).toEqual({ ...order, commandId: "c2" });
  const strict = { ...AMAZON_SSM_AGENT, scriptLengthMax: 1 };
  expect(parseDocument(content, { commandId: "c2", options: strict })).toHaveProperty("problem");
});

test("given values come before a document's defaults", () => {
  const document = BUILT_IN_DOCUMENTS.get("AWS-RunShellScript")?.content;
  const parameters = { commands: ["pwd"], workingDirectory: ["/usr"], executionTimeout: "60" };
  const step = stepOf({ document, parameters: { ...parameters, workingDirectory: "/usr" } });
  expect(step).toMatchObject({ workingDirectory: "/usr", timeoutSeconds: 60 });
});

function oneStep(
  step: Record<string, unknown>,
  schemaVersion = "2.2",
): Partial<SendCommandContent> {
  const whole = { action: "aws:runShellScript", name: "s", inputs: { runCommand: ["x"] }, ...step };
  return { document: { schemaVersion, mainSteps: [whole] } };
}

/** A step whose precondition looks at the parameter `mode`. */
function withMode(value: string, precondition: unknown): Partial<SendCommandContent> {
  const { document } = oneStep({ precondition });
  const parameters = { mode: { type: "String", default: "?" } };
  return { document: { ...(document as object), parameters }, parameters: { mode: value } };
}

test.each([
  [oneStep({}), undefined],
  [oneStep({ precondition: { StringEquals: ["platformType", "Linux"] } }), undefined],
  [oneStep({ precondition: { StringEquals: ["Linux", "platformType"] } }), undefined],
  [oneStep({ precondition: { StringEquals: ["platformType", "Windows"] } }), "Skipped"],
  [oneStep({ precondition: { StringEquals: ["platformType", "Linux"] } }, "2.0"), "Failed"],
  [oneStep({ action: "aws:runPowerShellScript" }), "Skipped"],
  [oneStep({ action: "aws:runPowerShellScript" }, "2.0"), "Failed"],
  [oneStep({ action: "aws:fly" }), "Failed"],
  [oneStep({ action: "aws:fly" }, "2.0"), "Failed"],
  [oneStep({ precondition: { StringEquals: ["platformType", "linux"] } }), undefined],
  [oneStep({ precondition: { StringEquals: ["platformType"] } }), "Failed"],
  [oneStep({ precondition: { StringEquals: ["a", "a"] } }), "Failed"],
  [oneStep({ precondition: { StringEquals: ["a", "b"] } }), "Failed"],
  [oneStep({ precondition: { StringLike: ["platformType", "L*"] } }), "Failed"],
  [withMode("on", { StringEquals: ["{{ mode }}", "on"] }), undefined],
  [withMode("off", { StringEquals: ["{{ mode }}", "on"] }), "Skipped"],
  [withMode("Linux", { StringEquals: ["platformType", "{{ mode }}"] }), "Failed"],
])("%j is refused as %s", (content, status) => {
  expect(stepOf(content).refusal?.status).toBe(status);
});

test.each([
  ["text", "document: expected an object"],
  [{ schemaVersion: "9.9", mainSteps: [] }, "schemaVersion: expected one of"],
  [{ schemaVersion: { toString: true } }, "schemaVersion: expected one of"],
  [{ schemaVersion: "1.2" }, "runtimeConfig: expected an object"],
  [{ schemaVersion: "1.2", runtimeConfig: { a: { properties: [{}, {}] } } }, "a: expected one set"],
  [{ schemaVersion: "2.2" }, "mainSteps: expected an array"],
  [{ schemaVersion: "2.2", mainSteps: [] }, "steps: expected 1..100, found 0"],
  [{ schemaVersion: "2.2", mainSteps: [7] }, "mainSteps: expected action and name in step 1"],
  [oneStep({ precondition: { StringEquals: "x" } }).document, "expected lists of texts"],
  [oneStep({ inputs: { runCommand: ["x".repeat(300_000)] } }).document, "script: expected at most"],
])("a document %j is a problem", (document, problem) => {
  const result = parse({ document });
  expect("problem" in result ? result.problem : "read").toContain(problem);
});
