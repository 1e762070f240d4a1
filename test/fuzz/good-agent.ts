/**
 * An agent that does its work among others that do not: it runs commands and has them cancelled.
 */
import { setTimeout as wait } from "node:timers/promises";
import { call, json, reportHealth, sendCommand, TestAgent } from "../io/server/with-service.ts";
import type { AgentJob, Message } from "../../src/wire/message.ts";

/** The longest that it waits for a frame. */
const PATIENCE_MS = 20_000;

export interface Round {
  readonly status: unknown;
  readonly code: unknown;
  readonly output: unknown;
  /** From SendCommand to the end of the cancel. */
  readonly tookMs: number;
}

export class GoodAgent {
  readonly rounds: Round[] = [];
  /** The job that it works on. */
  jobId = "";
  private readonly url: string;
  private readonly node: string;
  private readonly agent: TestAgent;

  private constructor(url: string, node: string, agent: TestAgent) {
    this.url = url;
    this.node = node;
    this.agent = agent;
  }

  static async join(url: string, node: string): Promise<GoodAgent> {
    await reportHealth({ url }, node);
    return new GoodAgent(url, node, await TestAgent.open(url, node));
  }

  get isOpen(): boolean {
    return this.agent.socket.readyState === this.agent.socket.OPEN;
  }

  hangUp(): void {
    this.agent.socket.terminate();
  }

  /** Runs one command and has it cancelled, again and again until it is over. */
  async work(isOver: () => boolean): Promise<void> {
    do this.rounds.push(await this.round());
    while (!isOver());
  }

  private async round(): Promise<Round> {
    const startMs = performance.now();
    const { url, node } = this;
    const id = await sendCommand({ url }, node);
    const job = await this.nextJob();
    this.jobId = job.jobId;
    this.ack(job);
    await this.reply(job, "InProgress", "");
    await call({ url }, "CancelCommand", { CommandId: id });
    const cancel = await this.nextJob();
    this.ack(cancel);
    const output = `round ${this.rounds.length}\n`;
    await this.reply(job, "Cancelled", output);
    const answer = await call({ url }, "GetCommandInvocation", { CommandId: id, InstanceId: node });
    const invocation = json(answer) as Record<string, unknown>;
    return {
      status: invocation["Status"],
      code: invocation["ResponseCode"],
      output: invocation["StandardOutputContent"],
      tookMs: performance.now() - startMs,
    };
  }

  private async nextJob(): Promise<AgentJob> {
    const message = await this.nextFrame("a job");
    if (message.type !== "agent_job") throw new Error(`a ${message.type} where a job was due`);
    return message;
  }

  private ack({ jobId, messageId }: AgentJob): void {
    this.send({
      ...{ type: "agent_job_ack", messageId: crypto.randomUUID(), createdMs: 1, jobId },
      ...{ acknowledgedMessageId: messageId, acknowledgedCreatedMs: 1 },
      ...{ statusCode: "200", errorMessage: "Successful" },
    } as const);
  }

  private async reply(
    { jobId }: AgentJob,
    status: "InProgress" | "Cancelled",
    output: string,
  ): Promise<void> {
    const step = {
      ...{ status, code: 137, name: "aws:runShellScript", output, startMs: 1, endMs: 2 },
      ...{ outputS3BucketName: "", outputS3KeyPrefix: "", stepName: "" },
      ...{ standardOutput: output, standardError: "" },
    };
    const messageId = crypto.randomUUID();
    this.send({
      ...{ type: "agent_job_reply", messageId, createdMs: 1, jobId, topic: "aws.ssm.sendCommand" },
      content: {
        ...{ agentVersion: "3.3.0.0", dateTimeMs: 1, runtimeStatusCounts: null },
        ...{ documentStatus: status, documentTraceOutput: "" },
        runtimeStatus: status === "InProgress" ? null : { "aws:runShellScript": step },
      },
    } as const);
    const ack = await this.nextFrame("an ack");
    if (ack.type !== "agent_job_reply_ack" || ack.acknowledgedMessageId !== messageId) {
      throw new Error(`expected the ack of ${messageId}; found ${JSON.stringify(ack)}`);
    }
  }

  private async nextFrame(what: string): Promise<Message> {
    const late = new AbortController();
    const { signal } = late;
    const tooLate = wait(PATIENCE_MS, undefined, { signal }).then(() => {
      throw new Error(`expected ${what} of the service; found nothing for ${PATIENCE_MS} ms`);
    });
    try {
      return await Promise.race([this.agent.nextFrame(), tooLate]);
    } finally {
      late.abort();
      await tooLate.catch(() => {});
    }
  }

  private send(message: Message): void {
    this.agent.send(message);
  }
}
