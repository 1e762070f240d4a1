/**
 * A controller with everything around it played by hand: channels, timers, the durable store.
 *
 * Time moves only by `advance`; frames that the controller sends pile up in `sent`; the store holds
 * what `save()` gave at the moment of the effect, after a trip through JSON.
 */
import { handleCall } from "../../src/api/handle-call.ts";
import { Controller } from "../../src/controller/controller.ts";
import type { SavedRow } from "../../src/controller/controller.ts";
import type {
  ControllerEffect,
  ControllerInput,
  HealthReport,
} from "../../src/controller/input.ts";
import { CONTROLLER_DEFAULTS } from "../../src/controller/options.ts";
import type { ControllerOptions } from "../../src/controller/options.ts";
import { reportHealth } from "../../src/controller/ping.ts";
import { stepController } from "../../src/controller/step-controller.ts";
import { Effects } from "../../src/kernel/effect.ts";
import type { TraceFact, WriteTrace } from "../../src/kernel/effect.ts";
import { Prng } from "../../src/kernel/prng.ts";
import type {
  AckCode,
  AgentJob,
  AgentJobReply,
  AgentJobReplyAck,
  AgentStatus,
  Message,
  StepResult,
} from "../../src/wire/message.ts";

export const NODE = "i-0123456789abcdef0";
export const OTHER = "i-0123456789abcdef1";
export const THIRD = "mi-0123456789abcdef2";

/** An answer as a client reads it. */
export interface Answer {
  readonly status: number;
  readonly body: Body;
}

/** The members that tests look at; an answer has those of its operation. */
export interface Body {
  readonly __type: string;
  readonly Message: string;
  readonly message: string;
  readonly Command: Shown;
  readonly Commands: readonly Shown[];
  readonly CommandInvocations: readonly Shown[];
  readonly InstanceInformationList: readonly Shown[];
  readonly NextToken: string;
  readonly Content: string;
  readonly Document: Shown;
  readonly DocumentIdentifiers: readonly Shown[];
  readonly [other: string]: unknown;
}

/** A command, an invocation or a node in an answer. */
export interface Shown {
  readonly CommandId: string;
  readonly InstanceId: string;
  readonly Status: string;
  readonly StatusDetails: string;
  readonly CommandPlugins: readonly Shown[];
  readonly [other: string]: unknown;
}

export const HEALTH: HealthReport = {
  agentName: "amazon-ssm-agent",
  agentVersion: "3.3.0.0",
  platformType: "Linux",
  platformName: "Ubuntu",
  platformVersion: "24.04",
  computerName: "node.internal",
  ipAddress: "10.0.0.1",
};

export class Rig {
  controller: Controller;
  nowMs = 0;
  readonly sent: { node: string; epoch: number; message: Message }[] = [];
  readonly closed: { node: string; epoch: number }[] = [];
  readonly trace: TraceFact[] = [];
  readonly timers = new Map<string, { subject: number; timer: number; atMs: number }>();
  readonly rows = new Map<string, SavedRow>();
  epoch = 0;
  private messageCount = 0;
  private readonly options: ControllerOptions;
  private readonly channels = new Map<string, number>();

  constructor(options: Partial<ControllerOptions> = {}) {
    this.options = { ...CONTROLLER_DEFAULTS, ...options };
    this.controller = new Controller(this.options, Prng.seeded("rig"));
  }

  input(input: ControllerInput): void {
    this.act((effects) => stepController(this.controller, input, this.nowMs, effects));
  }

  call(operation: string, input: object = {}): Answer {
    const request = { target: `AmazonSSM.${operation}`, body: JSON.stringify(input) };
    const { status, body } = this.act((effects) =>
      handleCall(this.controller, request, this.nowMs, effects),
    );
    return { status, body: JSON.parse(body) as Body };
  }

  /** A node of a host, Running, with a channel and a healthy agent unless said otherwise. */
  addNode(id = NODE, { online = true, tags = {} }: AddNode = {}): void {
    const state = online ? "Running" : "Stopped";
    this.input({ type: "node.reported", node: { id, state, tags, profile: "ideal", host: "h" } });
    if (!online) return;
    this.health(id);
    this.open(id);
  }

  health(id = NODE, report: Partial<HealthReport> = {}): boolean {
    return this.act((effects) =>
      reportHealth(this.controller, id, { ...HEALTH, ...report }, this.nowMs, effects),
    );
  }

  open(node = NODE): number {
    this.epoch += 1;
    this.channels.set(node, this.epoch);
    this.input({ type: "channel.opened", node, epoch: this.epoch });
    return this.epoch;
  }

  close(node = NODE): void {
    this.input({ type: "channel.closed", node, epoch: this.channels.get(node) ?? 0 });
  }

  /** Accepts a command for these nodes and answers its id. */
  send(ids: readonly string[] = [NODE], more: object = {}): string {
    const { status, body } = this.call("SendCommand", {
      DocumentName: "AWS-RunShellScript",
      InstanceIds: ids,
      Parameters: { commands: ["sleep 60"] },
      ...more,
    });
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body.Command.CommandId;
  }

  cancel(commandId: string, ids?: readonly string[]): Answer {
    return this.call("CancelCommand", {
      CommandId: commandId,
      ...(ids === undefined ? {} : { InstanceIds: ids }),
    });
  }

  /** Jobs sent so far, sends or cancels. */
  jobs(kind: "sendCommand" | "cancelCommand", node = NODE): AgentJob[] {
    return this.sent.flatMap(({ message, node: to }) =>
      to === node && message.type === "agent_job" && message.content.kind === kind ? [message] : [],
    );
  }

  replyAcks(): AgentJobReplyAck[] {
    return this.sent.flatMap(({ message }) =>
      message.type === "agent_job_reply_ack" ? [message] : [],
    );
  }

  ack(job: AgentJob | undefined, statusCode: AckCode = "200", node = NODE): void {
    if (job === undefined) throw new Error("no job to acknowledge");
    this.receive(node, {
      type: "agent_job_ack",
      messageId: this.messageId(),
      createdMs: this.nowMs,
      jobId: job.jobId,
      acknowledgedMessageId: job.messageId,
      acknowledgedCreatedMs: job.createdMs,
      statusCode,
      errorMessage: "",
    });
  }

  reply(commandId: string, documentStatus: AgentStatus, options: ReplyOptions = {}): void {
    const { node = NODE, topic = "aws.ssm.sendCommand", step, epoch } = options;
    const message: AgentJobReply = {
      type: "agent_job_reply",
      messageId: options.messageId ?? this.messageId(),
      createdMs: this.nowMs,
      jobId: `aws.ssm.${commandId}.${options.jobNode ?? node}`,
      topic,
      content: {
        agentVersion: "3.3.0.0",
        dateTimeMs: this.nowMs,
        runtimeStatusCounts: null,
        documentStatus,
        documentTraceOutput: "",
        ...(options.isPolled && { ableToOpenMGSConnection: false }),
        runtimeStatus:
          step === undefined
            ? (options.steps ?? null)
            : { "aws:runShellScript": { ...STEP, ...step } },
      },
    };
    this.receive(node, message, epoch);
  }

  receive(node: string, message: Message, epoch = this.channels.get(node) ?? 0): void {
    this.input({ type: "frame.received", node, epoch, message });
  }

  /** Lets time pass; timers that fall due fire in order. */
  advance(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (;;) {
      const due = [...this.timers.values()]
        .filter(({ atMs }) => atMs <= untilMs)
        .sort((one, other) => one.atMs - other.atMs)[0];
      if (due === undefined) break;
      this.timers.delete(`${due.subject}/${due.timer}`);
      this.nowMs = due.atMs;
      this.input({ type: "timer", subject: due.subject, timer: due.timer });
    }
    this.nowMs = untilMs;
  }

  /** The controller's process dies; another one starts over the store. */
  restart(): void {
    this.timers.clear();
    this.channels.clear();
    this.controller = Controller.restore(this.options, this.rows.values(), Prng.seeded("other"));
    this.input({ type: "controller.start" });
  }

  /** `Status/StatusDetails` of an invocation as ListCommandInvocations shows it. */
  statusOf(commandId: string, node = NODE): string {
    const { body } = this.call("ListCommandInvocations", {
      CommandId: commandId,
      InstanceId: node,
    });
    const [found] = body.CommandInvocations;
    return found === undefined ? "none" : `${found.Status}/${found.StatusDetails}`;
  }

  /** A command as ListCommands shows it. */
  command(commandId: string): Shown | undefined {
    return this.call("ListCommands", { CommandId: commandId }).body.Commands[0];
  }

  facts(event: string): TraceFact[] {
    return this.trace.filter((fact) => fact.event === event);
  }

  private messageId(): string {
    this.messageCount += 1;
    return `00000000-0000-4000-8000-${String(this.messageCount).padStart(12, "0")}`;
  }

  private act<Result>(step: (effects: Effects<ControllerEffect>) => Result): Result {
    const effects = new Effects<ControllerEffect>(true);
    const result = step(effects);
    for (const effect of effects.list) this.carryOut(effect);
    return result;
  }

  private carryOut(effect: ControllerEffect | WriteTrace): void {
    switch (effect.type) {
      case "startTimer": {
        const { subject, timer, minMs } = effect;
        this.timers.set(`${subject}/${timer}`, { subject, timer, atMs: this.nowMs + minMs });
        return;
      }
      case "stopTimer":
        this.timers.delete(`${effect.subject}/${effect.timer}`);
        return;
      case "storeRecord": {
        const { table, key, record } = effect;
        if (record === undefined) this.rows.delete(`${table}/${key}`);
        else this.rows.set(`${table}/${key}`, { table, key, record: plain(record.save()) });
        return;
      }
      case "sendFrame":
        this.sent.push(effect);
        return;
      case "closeChannel":
        this.closed.push(effect);
        return;
      case "writeTrace":
        this.trace.push(effect.event);
    }
  }
}

interface AddNode {
  readonly online?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

interface ReplyOptions {
  readonly node?: string;
  /** Of its own unless one is given. */
  readonly messageId?: string;
  /** The node in the job id, when it is another than the sender. */
  readonly jobNode?: string;
  readonly topic?: AgentJobReply["topic"];
  readonly step?: Partial<StepResult>;
  /** Results by the names of steps, for a document that has names of its own. */
  readonly steps?: Readonly<Record<string, StepResult>>;
  readonly epoch?: number;
  /** It came by a call of ec2messages. */
  readonly isPolled?: true;
}

export const STEP: StepResult = {
  status: "Success",
  code: 0,
  name: "aws:runShellScript",
  output: "hello\n",
  startMs: 100,
  endMs: 191,
  outputS3BucketName: "",
  outputS3KeyPrefix: "",
  stepName: "",
  standardOutput: "hello\n",
  standardError: "",
};

/** What is left of a value after a trip through JSON. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
