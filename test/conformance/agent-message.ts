/**
 * A message of an agent in the form of a recording; what a recording leaves out is checked here.
 *
 * Ids, times and digests are another in every run: they are checked for their form. The order of
 * keys counts: it is that of Go's structs.
 */
import { createHash } from "node:crypto";
import { isGoJson } from "./agent-frame.ts";
import type { AgentFrame } from "./agent-frame.ts";
import type { ControllerFrame } from "./controller-frame.ts";
import type { JobNames } from "./job-names.ts";
import type { AckMessage, ReplyMessage, Step, Text } from "./recording.ts";

export type Fields = Readonly<Record<string, unknown>>;
export type Expect = (what: string, holds: boolean) => void;

const ISO_MS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ACK_KEYS = "jobId acknowledgedMessageId createdDate statusCode errorMessage";
const REPLY_KEYS = "schemaVersion jobId content topic";
const CONTENT_KEYS = "additionalInfo documentStatus documentTraceOutput runtimeStatus";
export const INFO_KEYS = "agent dateTime runId runtimeStatusCounts";
const AGENT = '{"lang":"en-US","name":"amazon-ssm-agent","os":"","osver":"1","ver":"3.3.0.0"}';
const STEP_KEYS =
  "status code name output startDateTime endDateTime " +
  "outputS3BucketName outputS3KeyPrefix stepName standardOutput standardError";
/** Longer texts stand in recordings by their digest. */
const TEXT_BYTES_MAX = 400;

/** An ack, and whether it is one of the job frame that it should be of. */
export function readAck(
  { payload }: AgentFrame,
  job: ControllerFrame | undefined,
  { names, expect }: { readonly names: JobNames; readonly expect: Expect },
): Omit<AckMessage, "atMs"> {
  expect("the keys of an ack", keysOf(payload) === ACK_KEYS);
  expect(
    "an ack for each job, in their order",
    payload["acknowledgedMessageId"] === job?.messageId,
  );
  expect("the job's own id", payload["jobId"] === job?.jobId);
  const createdDate = new Date(job?.createdMs ?? 0).toISOString();
  expect("the CreatedDate of the job's frame", payload["createdDate"] === createdDate);
  const answer = `${String(payload["statusCode"])} ${String(payload["errorMessage"])}`;
  return { ack: names.nameOf(String(payload["jobId"])), answer };
}

export function readReply(
  { payload }: AgentFrame,
  { names, expect }: { readonly names: JobNames; readonly expect: Expect },
): Omit<ReplyMessage, "atMs"> {
  const reply = names.nameOf(String(payload["jobId"]));
  expect("the keys of a reply", keysOf(payload) === REPLY_KEYS);
  expect("schemaVersion 1", payload["schemaVersion"] === 1);
  const kind = reply.startsWith("x") ? "cancelCommand" : "sendCommand";
  expect("a topic without region", payload["topic"] === `aws.ssm.${kind}`);
  const text = String(payload["content"]);
  return { reply, ...readContent(text, INFO_KEYS, { names, expect }) };
}

/** The content of a reply, however it left. */
export function readContent(
  text: string,
  infoKeys: string,
  { names, expect }: { readonly names: JobNames; readonly expect: Expect },
): Omit<ReplyMessage, "atMs" | "reply"> {
  expect("content as Go writes it", isGoJson(text));
  const content = JSON.parse(text) as Fields;
  expect("the keys of a content", keysOf(content) === CONTENT_KEYS);
  expect("no documentTraceOutput", content["documentTraceOutput"] === "");
  const info = content["additionalInfo"] as Fields;
  expect("the keys of additionalInfo", keysOf(info) === infoKeys);
  expect("the agent's description", JSON.stringify(info["agent"]) === AGENT);
  expect("dateTime in milliseconds", ISO_MS.test(String(info["dateTime"])));
  expect("an empty runId", info["runId"] === "");
  const counts = info["runtimeStatusCounts"] as Record<string, number> | null;
  const steps = content["runtimeStatus"] as Record<string, Fields> | null;
  return {
    status: String(content["documentStatus"]),
    ...(counts === null ? {} : { counts }),
    ...(steps === null ? {} : { steps: mapValues(steps, (step) => readStep(step, names, expect)) }),
  };
}

function readStep(step: Fields, names: JobNames, expect: Expect): Step {
  expect("the keys of a step", keysOf(step) === STEP_KEYS);
  const [start, end] = [String(step["startDateTime"]), String(step["endDateTime"])];
  expect("times of the step in milliseconds", ISO_MS.test(start) && ISO_MS.test(end));
  expect("a step ends after its start", start <= end);
  const bucket = ["outputS3BucketName", "outputS3KeyPrefix", "stepName"];
  expect(
    "nothing of a bucket",
    bucket.every((key) => step[key] === ""),
  );
  const { status, code, name } = step as unknown as Step;
  const [output, standardOutput, standardError] = [
    textOf(names.hideIds(String(step["output"]))),
    textOf(names.hideIds(String(step["standardOutput"]))),
    textOf(names.hideIds(String(step["standardError"]))),
  ];
  return {
    status,
    code,
    ...(name === "aws:runShellScript" ? {} : { name: name ?? "" }),
    output,
    ...(isSame(output, standardOutput) ? {} : { standardOutput }),
    ...(standardError === "" ? {} : { standardError }),
  };
}

function textOf(text: string): Text {
  const bytes = Buffer.from(text);
  if (bytes.length <= TEXT_BYTES_MAX) return text;
  return { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

function isSame(left: Text, right: Text): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

export function keysOf(fields: Fields): string {
  return Object.keys(fields).join(" ");
}

function mapValues<From, To>(
  map: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
