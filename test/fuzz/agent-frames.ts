/**
 * What a broken agent sends. It knows the jobs of its own node and of others, so that some frames
 * are in order but for whom they come from, or when.
 */
import type { Prng } from "../../src/kernel/prng.ts";
import { replyContent } from "../real-agent/frame.ts";
import { FrameFuzzer } from "./frame-fuzzer.ts";
import type { Draft } from "./frame-fuzzer.ts";
import { pick, randomText } from "./random-json.ts";

export interface Surroundings {
  readonly node: string;
  /** Job ids of the node, and of other nodes. */
  readonly own: () => readonly string[];
  readonly foreign: () => readonly string[];
}

const STATUSES = ["InProgress", "Success", "Failed", "Cancelled", "TimedOut", "SuccessAndReboot"];
const CODES = ["200", "51401", "51402", "51403", "51405", "51408", "51499"];

export class AgentFrames extends FrameFuzzer {
  private readonly around: Surroundings;

  constructor(prng: Prng, around: Surroundings) {
    super(prng);
    this.around = around;
  }

  protected draft(): Draft {
    const jobId = this.jobId();
    return this.prng.chance(1, 3) ? this.ack(jobId) : this.reply(jobId);
  }

  private jobId(): string {
    const { prng, around } = this;
    const [own, foreign] = [around.own(), around.foreign()];
    const kind = prng.range(0, 9);
    if (kind <= 2 && own.length > 0) return pick(prng, own);
    if (kind <= 5 && foreign.length > 0) return pick(prng, foreign);
    return kind === 6 ? randomText(prng) : `aws.ssm.${this.uuid()}.${around.node}`;
  }

  private ack(jobId: string): Draft {
    const { prng } = this;
    const acknowledgedMessageId = this.uuid();
    const createdDate = new Date(prng.next()).toISOString();
    const statusCode = pick(prng, CODES);
    const errorMessage = "Successful";
    const payload = { jobId, acknowledgedMessageId, createdDate, statusCode, errorMessage };
    return { type: "agent_job_ack", payload };
  }

  private reply(jobId: string): Draft {
    const { prng } = this;
    const output = `fuzz ${prng.next()}`;
    const step = { output, standardOutput: output, status: pick(prng, STATUSES) };
    const content = replyContent(pick(prng, STATUSES), prng.chance(2, 3) ? step : undefined);
    const topic = prng.chance(3, 4) ? "aws.ssm.sendCommand" : "aws.ssm.cancelCommand";
    const payload = { schemaVersion: 1, jobId, content: JSON.stringify(content), topic };
    return { type: "agent_job_reply", payload, inner: "content" };
  }
}
