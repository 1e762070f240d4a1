/**
 * Simulated agents under a broken controller: the pure core, and the live client over a WebSocket.
 */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import type { WebSocket } from "ws";
import { Prng } from "../../src/kernel/prng.ts";
import { decode } from "../../src/wire/decode.ts";
import type { Message } from "../../src/wire/message.ts";
import { jobId, sendJob } from "../agent/jobs.ts";
import { NODE as RIG_NODE, Rig } from "../agent/rig.ts";
import type { FakeController } from "../io/host/fake-controller.ts";
import { nodeId, quickNode, withController, withHost } from "../io/host/fixture.ts";
import { ControllerFrames } from "./controller-frames.ts";

const SEED = process.env["FUZZ_SEED"] ?? "1";
const SLOW = { timeout: 30_000 };
const CORE_FRAMES = 20_000;
const LIVE_FRAMES = 10_000;
const BATCH = 100;
/** The longest time limit that a job of the fuzz can have. */
const JOBS_END_MS = 172_800_000;

test(`the core takes ${CORE_FRAMES} frames and goes on, seed ${SEED}`, SLOW, () => {
  const prng = Prng.seeded(SEED);
  const frames = new ControllerFrames(prng.fork("frames"), RIG_NODE);
  const rig = new Rig({ seed: SEED }).start();
  let taken = 0;
  for (let sent = 0; sent < CORE_FRAMES; sent += 1) {
    const message = decode(Buffer.from(frames.next()), { reader: "agent", epochMs: 0 });
    if (message.type !== "decodeError") {
      taken += 1;
      rig.deliver(message);
    }
    rig.run(prng.range(0, 40));
  }
  expect(taken).toBeGreaterThan(CORE_FRAMES / 4);
  expect(rig.sent.some(({ message }) => isTaken(message))).toBe(true);
  rig.run(JOBS_END_MS);
  rig.deliver(sendJob("good", ["say hi"]));
  rig.run(1_000);
  expect(rig.sent.at(-1)?.message).toMatchObject({
    ...{ type: "agent_job_reply", jobId: jobId("good") },
    content: { documentStatus: "Success" },
  });
});

test(`a live agent takes ${LIVE_FRAMES} frames and goes on, seed ${SEED}`, SLOW, async () => {
  const [node, neighbour] = [nodeId(1), nodeId(2)];
  const controller = await withController();
  controller.arrived = ({ node: from, message }) => acknowledge(controller, from, message);
  const host = await withHost(controller.url, { nodes: [quickNode(1), quickNode(2)] });
  await host.online();
  const frames = new ControllerFrames(Prng.seeded(SEED).fork("live"), node);
  for (let sent = 0; sent < LIVE_FRAMES; sent += BATCH) {
    const socket = await openSocket(controller, node);
    for (let left = BATCH; left > 0; left -= 1) socket.send(frames.next());
    socket.ping();
    // A pong, or its end; whichever comes first takes the other's listeners along.
    const over = new AbortController();
    const { signal } = over;
    const heard = [once(socket, "pong", { signal }), once(socket, "close", { signal })];
    await Promise.race(heard);
    over.abort();
    await Promise.allSettled(heard);
  }
  await openSocket(controller, node);
  for (const each of [node, neighbour]) expect(await run(controller, each)).toBe("Success");
  expect(host.defects).toBe(0);
  expect(controller.openings.count((opening) => opening.node === neighbour)).toBe(1);
});

/** The agent's socket as soon as it has one: a message that is too long has cost it its last. */
async function openSocket(controller: FakeController, node: string): Promise<WebSocket> {
  for (let left = 400; left > 0; left -= 1) {
    const socket = controller.sockets.get(node);
    if (socket?.readyState === socket?.OPEN && socket !== undefined) return socket;
    await wait(25);
  }
  throw new Error(`expected ${node} to open a channel again; it has none`);
}

/**
 * Runs a job once the agent has a place for it; answers how it ended. While many replies wait the
 * agent stores further ones for the five-minute job, so that what is not heard of is tried again.
 */
async function run(controller: FakeController, node: string): Promise<string> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { jobId: id } = controller.sendJob(node, `good-${attempt}`, "echo hi");
    for (let left = LOOKS; left > 0; left -= 1) {
      await wait(LOOK_MS);
      const messages = controller.frames.all.map(({ message }) => message);
      if (messages.some((message) => isRefusal(message, id))) break;
      const ended = messages.find((message) => isFinal(message, id));
      if (ended?.type === "agent_job_reply") return ended.content.documentStatus;
    }
  }
  throw new Error(`expected ${node} to run a job; it ended none of ${ATTEMPTS}`);
}

const ATTEMPTS = 20;
const LOOKS = 20;
const LOOK_MS = 50;

function isRefusal(message: Message, id: string): boolean {
  return message.type === "agent_job_ack" && message.jobId === id && message.statusCode !== "200";
}

function isFinal(message: Message, id: string): boolean {
  if (message.type !== "agent_job_reply" || message.jobId !== id) return false;
  return message.content.documentStatus !== "InProgress";
}

function acknowledge(controller: FakeController, node: string, message: Message): void {
  if (message.type !== "agent_job_reply") return;
  const { jobId: id, messageId: acknowledgedMessageId } = message;
  const ack = { type: "agent_job_reply_ack", jobId: id, acknowledgedMessageId } as const;
  controller.send(node, { ...ack, messageId: crypto.randomUUID(), createdMs: 0 });
}

function isTaken(message: Message): boolean {
  return message.type === "agent_job_ack" && message.statusCode === "200";
}
