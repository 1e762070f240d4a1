import { expect, test } from "vitest";
import { commandIdOfJob, makeJobId, makeTopic } from "../../src/wire/job-id.ts";
import { parseJobId, topicOfJob } from "../../src/wire/job-id.ts";

const COMMAND_ID = "a1dbea06-4ab7-453a-b37c-9cf401bd5d68";

test("a JobId is made of a command id and a node id, and gives both back", () => {
  const name = { commandId: COMMAND_ID, nodeId: "mi-0123456789abcdef0" };
  const jobId = makeJobId(name);
  expect(jobId).toBe(`aws.ssm.${COMMAND_ID}.mi-0123456789abcdef0`);
  expect(parseJobId(jobId)).toEqual(name);
  expect(commandIdOfJob(jobId)).toBe(COMMAND_ID);
});

test.each([
  ["not-a-job-id", "not-a-job-id"],
  ["", ""],
  ["aws.ssm.only-two-dots", "aws.ssm.only-two-dots"],
  ["aws.ssm..", "aws.ssm.."],
  ["aws.ssm.a.", "a"],
  ["aws.ssm.a.b.i-1", "b"],
  ["x.aws.ssm.a.i-1", "a"],
])("the agent takes from the JobId '%s' the command id '%s'", (jobId, commandId) => {
  expect(commandIdOfJob(jobId)).toBe(commandId);
});

test.each(["", "aws.ssm.a", "aws.ssm.a.b.c", "aws.ssm..i-1"])("'%s' has no two names", (jobId) => {
  expect(parseJobId(jobId)).toBeUndefined();
});

test("of a Topic only the start counts", () => {
  expect(makeTopic("aws.ssm.sendCommand", "us-east-1")).toBe("aws.ssm.sendCommand.us-east-1.1");
  expect(topicOfJob("aws.ssm.sendCommand.us-east-1.1")).toBe("aws.ssm.sendCommand");
  expect(topicOfJob("aws.ssm.cancelCommand")).toBe("aws.ssm.cancelCommand");
  expect(topicOfJob("aws.ssm.bogus")).toBeUndefined();
});
