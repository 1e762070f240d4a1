/**
 * An endless row of things that one end of a control channel can send, most of them wrong, all from
 * one seed. What a frame without a fault looks like, the subclass of each end says.
 */
import { createHash } from "node:crypto";
import type { Prng } from "../../src/kernel/prng.ts";
import { writeFrame } from "../real-agent/frame.ts";
import { changedValue, pick, randomText, randomValue } from "./random-json.ts";

/** A message without a fault, not yet in its frame. */
export interface Draft {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The member that is JSON in JSON. */
  readonly inner?: string;
}

/** Past FRAME_BYTES_MAX; twice that closes the socket. */
const HUGE_BYTES = 1_048_577;
const KEPT_MAX = 200;
const HEADER_BYTES = 120;
const TYPES = [
  ...["agent_job", "agent_job_ack", "agent_job_reply", "agent_job_reply_ack"],
  ...["agent_task_reply", "interactive_shell", "ack"],
];

export abstract class FrameFuzzer {
  protected readonly prng: Prng;
  /** Frames that were sent, to be sent again. */
  private readonly kept: (Buffer | undefined)[] = [];

  constructor(prng: Prng) {
    this.prng = prng;
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

  /** A message of any job, be it anybody's or nobody's. */
  protected abstract draft(): Draft;

  /** A frame without a fault. */
  good(): Buffer {
    const { type, payload } = this.draft();
    const frame = this.frame(type, payload);
    this.kept[this.prng.range(0, KEPT_MAX - 1)] = frame;
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
    const frame = this.frame(pick(prng, TYPES), this.draft().payload);
    if (prng.chance(1, 3)) frame.fill(prng.range(0, 255), 4, prng.range(5, 36));
    return frame;
  }

  /** Digest and length are right, and so is the shape, but for a member or two. */
  misshapen(): Buffer {
    const { prng } = this;
    const { type, payload, inner } = this.draft();
    if (inner === undefined || prng.chance(1, 3)) {
      return this.frame(type, changedValue(prng, payload));
    }
    const content = changedValue(prng, JSON.parse(String(payload[inner])));
    return this.frame(type, { ...payload, [inner]: JSON.stringify(content) });
  }

  /** A payload that is any JSON, or none. */
  senseless(): Buffer {
    const { prng } = this;
    const frame = this.frame(this.draft().type, randomValue(prng));
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
    return JSON.stringify({ TokenValue: "x", RequestId: "y", ...this.draft().payload });
  }

  huge(): Buffer {
    return Buffer.alloc(this.prng.chance(1, 20) ? 2 * HUGE_BYTES : HUGE_BYTES, 0x20);
  }

  protected uuid(): string {
    const hex = () => this.prng.next().toString(16).padStart(8, "0");
    const [a, b, c, d] = [hex(), hex(), hex(), hex()];
    return `${a}-${b.slice(4)}-4${c.slice(5)}-8${d.slice(5)}-${a.slice(4)}${b}`;
  }

  private frame(type: string, payload: unknown): Buffer {
    return writeFrame(type, this.uuid(), 1 + this.prng.next(), payload);
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
