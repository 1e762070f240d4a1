/**
 * An endless row of things that an agent's socket can send, most of them wrong, all from one seed.
 *
 * It knows the jobs of its own node and of others, so that some frames are in order but for whom
 * they come from, or when.
 */
import { createHash } from "node:crypto";
import type { Prng } from "../../src/kernel/prng.ts";
import { replyContent, writeFrame } from "../real-agent/frame.ts";
import { changedValue, pick, randomText, randomValue } from "./random-json.ts";

export interface Surroundings {
  readonly node: string;
  /** Job ids of the node, and of other nodes. */
  readonly own: () => readonly string[];
  readonly foreign: () => readonly string[];
}

/** Past FRAME_BYTES_MAX; twice that closes the socket. */
const HUGE_BYTES = 1_048_577;
const KEPT_MAX = 200;
const HEADER_BYTES = 120;
const STATUSES = ["InProgress", "Success", "Failed", "Cancelled", "TimedOut", "SuccessAndReboot"];
const TYPES = ["agent_job", "agent_job_reply_ack", "agent_task_reply", "interactive_shell", "ack"];

export class FrameFuzzer {
  private readonly prng: Prng;
  private readonly around: Surroundings;
  /** Frames that were sent, to be sent again. */
  private readonly kept: (Buffer | undefined)[] = [];

  constructor(prng: Prng, around: Surroundings) {
    this.prng = prng;
    this.around = around;
  }

  /** What is sent next; a text leaves as a text message. */
  next(): Buffer | string {
    const { prng } = this;
    let draw = prng.range(1, TOTAL);
    for (const [weight, make] of KINDS) {
      draw -= weight;
      if (draw <= 0) return make(this);
    }
    throw new Error("the weights add up to TOTAL");
  }

  /** A frame without a fault, of a job that may be anybody's or nobody's. */
  good(): Buffer {
    const { prng } = this;
    const jobId = this.jobId();
    const frame = prng.chance(1, 3)
      ? this.frame("agent_job_ack", this.ack(jobId))
      : this.frame("agent_job_reply", this.reply(jobId));
    this.kept[prng.range(0, KEPT_MAX - 1)] = frame;
    return frame;
  }

  /** What was sent long ago, byte for byte. */
  again(): Buffer {
    return this.kept[this.prng.range(0, KEPT_MAX - 1)] ?? this.good();
  }

  flipped(): Buffer {
    const { prng } = this;
    const frame = Buffer.from(this.good());
    for (let left = prng.range(1, 4); left > 0; left -= 1) {
      const at = prng.range(0, prng.chance(1, 2) ? HEADER_BYTES : frame.length - 1);
      frame[at] = frame[at]! ^ (1 << prng.range(0, 7));
    }
    return frame;
  }

  cut(): Buffer {
    const frame = this.good();
    return frame.subarray(0, this.prng.range(0, frame.length - 1));
  }

  /** HeaderLength or PayloadLength tells something else. */
  lying(): Buffer {
    const { prng } = this;
    const frame = Buffer.from(this.good());
    const at = pick(prng, [0, 116]);
    frame.writeUInt32BE(pick(prng, [0, 1, 115, 117, 120, frame.length, 0xffffffff]), at);
    return frame;
  }

  /** All is as it should be but the type. */
  mistyped(): Buffer {
    const { prng } = this;
    const frame = this.frame(pick(prng, TYPES), this.reply(this.jobId()));
    if (prng.chance(1, 3)) frame.fill(prng.range(0, 255), 4, prng.range(5, 36));
    return frame;
  }

  /** Digest and length are right, and so is the shape, but for a member or two. */
  misshapen(): Buffer {
    const { prng } = this;
    const jobId = this.jobId();
    if (prng.chance(1, 2)) {
      return this.frame("agent_job_ack", changedValue(prng, this.ack(jobId)));
    }
    const reply = this.reply(jobId);
    if (prng.chance(1, 3)) return this.frame("agent_job_reply", changedValue(prng, reply));
    const content = changedValue(prng, JSON.parse(reply.content));
    const text = JSON.stringify(content);
    return this.frame("agent_job_reply", { ...reply, content: text });
  }

  /** A payload that is any JSON, or none. */
  senseless(): Buffer {
    const { prng } = this;
    const frame = this.frame("agent_job_reply", randomValue(prng));
    if (prng.chance(1, 2)) return frame;
    return resealed(frame, Buffer.from(randomText(prng) || "{"));
  }

  noise(): Buffer {
    const { prng } = this;
    return Buffer.from(Array.from({ length: prng.range(0, 400) }, () => prng.range(0, 255)));
  }

  text(): string {
    const { prng } = this;
    if (prng.chance(1, 3)) return randomText(prng);
    return JSON.stringify({ TokenValue: "x", RequestId: "y", ...(this.ack("z") as object) });
  }

  huge(): Buffer {
    return Buffer.alloc(this.prng.chance(1, 20) ? 2 * HUGE_BYTES : HUGE_BYTES, 0x20);
  }

  private jobId(): string {
    const { prng, around } = this;
    const [own, foreign] = [around.own(), around.foreign()];
    const kind = prng.range(0, 9);
    if (kind <= 2 && own.length > 0) return pick(prng, own);
    if (kind <= 5 && foreign.length > 0) return pick(prng, foreign);
    return kind === 6 ? randomText(prng) : `aws.ssm.${this.uuid()}.${around.node}`;
  }

  private ack(jobId: string) {
    const { prng } = this;
    const statusCode = pick(prng, ["200", "51401", "51402", "51403", "51405", "51408", "51499"]);
    const createdDate = new Date(prng.next()).toISOString();
    const acknowledgedMessageId = this.uuid();
    return { jobId, acknowledgedMessageId, createdDate, statusCode, errorMessage: "Successful" };
  }

  private reply(jobId: string) {
    const { prng } = this;
    const output = `fuzz ${prng.next()}`;
    const step = { output, standardOutput: output, status: pick(prng, STATUSES) };
    const content = replyContent(pick(prng, STATUSES), prng.chance(2, 3) ? step : undefined);
    const topic = prng.chance(3, 4) ? "aws.ssm.sendCommand" : "aws.ssm.cancelCommand";
    return { schemaVersion: 1, jobId, content: JSON.stringify(content), topic };
  }

  private frame(type: string, payload: unknown): Buffer {
    return writeFrame(type, this.uuid(), 1 + this.prng.next(), payload ?? null);
  }

  private uuid(): string {
    const hex = () => this.prng.next().toString(16).padStart(8, "0");
    const [a, b, c, d] = [hex(), hex(), hex(), hex()];
    return `${a}-${b.slice(4)}-4${c.slice(5)}-8${d.slice(5)}-${a.slice(4)}${b}`;
  }
}

type Make = (fuzzer: FrameFuzzer) => Buffer | string;

const KINDS: readonly (readonly [weight: number, make: Make])[] = [
  [2_000, (fuzzer) => fuzzer.good()],
  [1_000, (fuzzer) => fuzzer.again()],
  [1_500, (fuzzer) => fuzzer.flipped()],
  [1_000, (fuzzer) => fuzzer.cut()],
  [600, (fuzzer) => fuzzer.lying()],
  [600, (fuzzer) => fuzzer.mistyped()],
  [2_000, (fuzzer) => fuzzer.misshapen()],
  [600, (fuzzer) => fuzzer.senseless()],
  [400, (fuzzer) => fuzzer.noise()],
  [296, (fuzzer) => fuzzer.text()],
  [4, (fuzzer) => fuzzer.huge()],
];

const TOTAL = KINDS.reduce((sum, [weight]) => sum + weight, 0);

/** The same header over another payload, with its length and digest. */
function resealed(frame: Buffer, payload: Buffer): Buffer {
  const header = Buffer.from(frame.subarray(0, HEADER_BYTES));
  createHash("sha256").update(payload).digest().copy(header, 80);
  header.writeUInt32BE(payload.length, 116);
  return Buffer.concat([header, payload]);
}
