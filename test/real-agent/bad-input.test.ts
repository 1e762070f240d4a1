/**
 * Everything that an agent can send wrongly: each is refused or ignored, counted in `GET health`,
 * and stands in the trace; and the service goes on for others.
 */
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { HI, joined, SEND, sendCommand, statusOf, withBench } from "./bench.ts";
import type { Bench } from "./bench.ts";
import type { RealAgent } from "./client.ts";
import { replyContent, writeFrame } from "./frame.ts";

type Kind = "frames" | "channels" | "calls";
type Act = (agent: RealAgent, bench: Bench) => unknown;
type Row = readonly [name: string, reason: string, act: Act];

const OTHER = "mi-00000000000000000";
const LONGEST_FRAME = 1_048_576;

const FRAMES: readonly Row[] = [
  ["truncated", "SIM_ERR_FRAME_PAYLOAD_LENGTH", send((agent) => reply(agent.node).subarray(0, -9))],
  ["cut in its header", "SIM_ERR_FRAME_TOO_SHORT", send(({ node }) => reply(node).subarray(0, 99))],
  ["oversized", "SIM_ERR_FRAME_TOO_LONG", send(() => Buffer.alloc(LONGEST_FRAME + 1))],
  ["of a wrong digest", "SIM_ERR_FRAME_PAYLOAD_DIGEST", send(changed(90))],
  ["of a changed payload", "SIM_ERR_FRAME_PAYLOAD_DIGEST", send(changed(140))],
  ["of a wrong PayloadLength", "SIM_ERR_FRAME_PAYLOAD_LENGTH", send(changed(119))],
  ["of a wrong HeaderLength", "SIM_ERR_FRAME_HEADER_LENGTH", send(changed(3))],
  ["without a date", "SIM_ERR_FRAME_CREATED_DATE", send(({ node }) => reply(node).fill(0, 40, 48))],
  ["without a type", "SIM_ERR_FRAME_MESSAGE_TYPE", send(({ node }) => reply(node).fill(0, 4, 36))],
  ["of an unknown type", "notForController", send(() => frame("agent_gossip", {}))],
  ["of the other direction", "notForController", send(() => frame("agent_job", {}))],
  ["that is a text", "text", send(() => "hello")],
  ["of a list", "SIM_ERR_PAYLOAD_JSON", send(() => frame("agent_job_reply", []))],
  ["without fields", "SIM_ERR_PAYLOAD_FIELD", send(() => frame("agent_job_ack", {}))],
  ["of a wrong ack code", "SIM_ERR_PAYLOAD_FIELD", send(({ node }) => ack(jobOf(node), "999"))],
  ["that acks nothing", "unknownJob", send(({ node }) => ack(jobOf(node)))],
  ["that acks no job id", "unknownJob", send(() => ack(""))],
  ["that acks another's job", "foreignJob", send(() => ack(jobOf(OTHER)))],
  ["that replies to nothing", "unknownJob", send(({ node }) => reply(node))],
  ["that replies to another's job", "foreignJob", send(() => reply(OTHER))],
];

const CALLS: readonly Row[] = [
  ["by an unknown activation", "InvalidActivation", register(() => NO_ACTIVATION)],
  ["by an activation without code", "ValidationException", register((known) => withoutCode(known))],
  ["by an expired activation", "InvalidActivation", registerLate],
  ["signed by another key", "InvalidSignatureException", (agent) => agent.requestToken(otherKey())],
  ["of another fingerprint", "MachineFingerprintDoesNotMatch", misprinted],
  ["by RSA, 16 min behind", "RequestExpired", late(-16, (agent) => agent.requestToken())],
  ["by RSA, 16 min ahead", "RequestExpired", late(16, (agent) => agent.requestToken())],
  ["by SigV4, 16 min ahead", "RequestExpired", late(16, (agent) => agent.health())],
  ["about another's health", "AccessDeniedException", (a) => a.health({ InstanceId: OTHER })],
  ["of clients", "AccessDeniedException", (agent) => agent.send("AmazonSSM.ListCommands", {})],
  ["that nobody knows", "UnknownOperationException", (agent) => agent.messages("Nonsense", {})],
  ["that polls for another", "AccessDeniedException", message("GetMessages", () => pollOf(OTHER))],
  ["that polls for nobody", "ValidationException", message("GetMessages", () => ({}))],
  ["that acks another's message", "AccessDeniedException", acknowledge(jobOf(OTHER))],
  ["that acks no message id", "AccessDeniedException", acknowledge("x")],
  [
    "that replies for another",
    "AccessDeniedException",
    message("SendReply", () => answerTo(OTHER)),
  ],
  ["that replies without words", "ValidationException", sendReply({ Payload: "{}" })],
  ["that replies no JSON", "ValidationException", sendReply({ Payload: "x" })],
  ["that replies without an id", "ValidationException", sendReply({ ReplyId: undefined })],
  ["that fails strangely", "ValidationException", message("FailMessage", strangeFailure)],
  ["that is too long", "RequestEntityTooLargeException", sendReply({ Payload: "x".repeat(2e6) })],
];

const CHANNELS: readonly Row[] = [
  ["asked for 16 min late", "RequestExpired", late(16, (agent) => agent.createChannel())],
  ["of another node", "NotAuthorized", (agent) => agent.createChannel(OTHER)],
  ["of no token", "unknownToken", async (agent) => expect(await agent.open("x")).toBe(1008)],
  ["of another's token", "unknownToken", othersToken],
  ["of a token that was used", "unknownToken", usedToken],
];

test.each([
  ["frames", FRAMES],
  ["calls", CALLS],
  ["channels", CHANNELS],
] as const)(
  "bad %s are refused or ignored, counted, traced, and harm nobody",
  async (kind, rows) => {
    await withBench(async (bench) => {
      const [good, agent] = [await joined(bench), await joined(bench)];
      for (const each of [good, agent]) {
        expect(await each.open((await each.createChannel()).token)).toBe(0);
      }
      const id = await sendCommand(bench, good.node);
      const job = await good.nextFrame("agent_job");
      const seen = [];
      for (const [name, reason, act] of rows) {
        const before = await noticed(bench, kind, reason);
        await act(agent, bench);
        const after = await noticed(bench, kind, reason);
        seen.push({
          name,
          counted: after.count - before.count,
          traced: after.lines - before.lines,
        });
      }
      expect(seen).toEqual(rows.map(([name]) => ({ name, counted: 1, traced: 1 })));
      good.ackJob(job);
      await good.replyJob(String(job.payload["JobId"]), SEND, replyContent("Success", HI));
      expect(await statusOf(bench, id, good.node)).toEqual(["Success", 0, "hi\n"]);
    });
  },
);

test("what an old socket says after a newer one has opened changes nothing", async () => {
  await withBench(async (bench) => {
    const agent = await joined(bench);
    expect(await agent.open((await agent.createChannel()).token)).toBe(0);
    const id = await sendCommand(bench, agent.node);
    const job = await agent.nextFrame("agent_job");
    const jobId = String(job.payload["JobId"]);
    const older = agent.takeSocket();
    // It does not hear that it has been closed.
    older.pause();
    expect(await agent.open((await agent.createChannel()).token)).toBe(0);
    const content = JSON.stringify(replyContent("Success", HI));
    older.send(frame("agent_job_reply", { schemaVersion: 1, jobId, topic: SEND, content }));
    agent.ackJob(await agent.nextFrame("agent_job"));
    await agent.replyJob(jobId, SEND, replyContent("InProgress"));
    const late = () => noticed(bench, "frames", "channelClosing");
    await expect.poll(late).toEqual({ count: 1, lines: 1 });
    expect((await statusOf(bench, id, agent.node))[0]).toBe("InProgress");
    older.terminate();
  });
});

/** How often something was counted and stands in the trace. */
async function noticed({ url }: Bench, kind: Kind, reason: string) {
  const headers = { authorization: "Bearer t" };
  const health = await fetch(`${url}/_fleetsim/health`, { headers });
  const { refused } = (await health.json()) as { refused: Record<Kind, Record<string, number>> };
  const trace = await (await fetch(`${url}/_fleetsim/trace`, { headers })).text();
  const [, ...lines] = trace.trimEnd().split("\n");
  const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const those = events.filter((event) => NOTICED[kind](event, reason));
  return { count: refused[kind][reason] ?? 0, lines: those.length };
}

const NOTICED: Readonly<
  Record<Kind, (event: Readonly<Record<string, unknown>>, reason: string) => boolean>
> = {
  frames: ({ event, reason }, wanted) => event === "frame.dropped" && reason === wanted,
  channels: ({ event, reason }, wanted) => event === "link.refused" && reason === wanted,
  calls: ({ event, code }, wanted) =>
    (event === "call.refused" || event === "call.answered") && code === wanted,
};

function jobOf(node: string): string {
  return `aws.ssm.${randomUUID()}.${node}`;
}

function frame(type: string, payload: unknown): Buffer {
  return writeFrame(type, randomUUID(), Date.now(), payload);
}

function reply(node: string): Buffer {
  const content = JSON.stringify(replyContent("Success", HI));
  return frame("agent_job_reply", { schemaVersion: 1, jobId: jobOf(node), topic: SEND, content });
}

function ack(jobId: string, statusCode = "200"): Buffer {
  const createdDate = new Date().toISOString();
  const acknowledgedMessageId = randomUUID();
  return frame("agent_job_ack", {
    ...{ jobId, acknowledgedMessageId, createdDate, statusCode, errorMessage: "Successful" },
  });
}

function send(make: (agent: RealAgent) => string | Buffer): Act {
  return async (agent) => {
    agent.sendRaw(make(agent));
    await agent.flushed();
  };
}

/** A good reply in which one byte is another. */
function changed(at: number): (agent: RealAgent) => Buffer {
  return ({ node }) => {
    const bytes = reply(node);
    bytes[at] = bytes[at]! ^ 1;
    return bytes;
  };
}

interface Activation {
  readonly ActivationId: unknown;
  readonly ActivationCode: unknown;
}

const NO_ACTIVATION: Activation = {
  ActivationId: randomUUID(),
  ActivationCode: "abcdefghijklmnopqrst",
};

const withoutCode = (known: Activation): Activation => ({ ...known, ActivationCode: undefined });

function register(change: (known: Activation) => Activation): Act {
  return async (_agent, bench) => bench.agent().register(change(await bench.activate()));
}

async function registerLate(_agent: RealAgent, bench: Bench): Promise<void> {
  const known = await bench.activate({ ExpirationDate: new Date(Date.now() + 1_200) });
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  await bench.agent().register(known);
}

function otherKey() {
  return generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
}

async function misprinted(agent: RealAgent): Promise<void> {
  const { fingerprint } = agent;
  agent.fingerprint = "another";
  await agent.requestToken();
  agent.fingerprint = fingerprint;
}

function late(minutes: number, act: Act): Act {
  return async (agent, bench) => {
    agent.clockOffMs = minutes * 60_000;
    await act(agent, bench);
    agent.clockOffMs = 0;
  };
}

function message(operation: string, input: (agent: RealAgent) => unknown): Act {
  return (agent) => agent.messages(operation, input(agent));
}

function acknowledge(MessageId: string): Act {
  return message("AcknowledgeMessage", () => ({ MessageId }));
}

function pollOf(Destination: string) {
  return { Destination, MessagesRequestId: randomUUID(), VisibilityTimeoutInSeconds: 10 };
}

function answerTo(node: string) {
  const Payload = JSON.stringify(replyContent("Success", HI));
  return { MessageId: jobOf(node), Payload, ReplyId: randomUUID() };
}

function sendReply(change: Readonly<Record<string, unknown>>): Act {
  return message("SendReply", ({ node }) => ({ ...answerTo(node), ...change }));
}

function strangeFailure({ node }: RealAgent) {
  return { MessageId: jobOf(node), FailureType: "Mood" };
}

async function othersToken(agent: RealAgent, bench: Bench): Promise<void> {
  const other = await joined(bench);
  expect(await agent.open((await other.createChannel()).token)).toBe(1008);
}

async function usedToken(agent: RealAgent): Promise<void> {
  const { token } = await agent.createChannel();
  expect(await agent.open(token)).toBe(0);
  expect(await agent.open(token)).toBe(1008);
}
