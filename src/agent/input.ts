/**
 * What can happen to an agent, and what it can ask for.
 *
 * The agent of a node is two kinds of record, as the real one is two kinds of process: the *agent*
 * (control channel, queues, replies, health) and one *document worker* a command, which runs the
 * steps and survives the agent. They talk by messages that the world carries (`worker.said`,
 * `tellWorker`), because the real ones talk through files and either may be gone. What survives
 * both is the *store* (agent-store.ts), which belongs to the world: an agent only asks for changes.
 */
import type { StartTimer, StopTimer } from "../kernel/effect.ts";
import type { ProcessEvent, ProcessSpec } from "../process/process-event.ts";
import type { AgentJob, AgentJobReply, AgentStatus, Message } from "../wire/message.ts";
import type { MessageFailure, MessageService, StepResult } from "../wire/message.ts";
import type { StoreChange } from "./agent-store.ts";

export type AgentInput =
  /** The agent's process has started on a running node, over the store of earlier lives. */
  | { readonly type: "agent.start" }
  /** A graceful stop: the channel is closed at once, running commands are left alone. */
  | { readonly type: "agent.stop" }
  | { readonly type: "timer"; readonly subject: number; readonly timer: number }
  /** The node's clock was set, so much ahead: `nowMs` shows it already. */
  | { readonly type: "clock.moved"; readonly byMs: number }
  /** CreateControlChannel, the upgrade and the opening message have worked. */
  | { readonly type: "channel.opened"; readonly epoch: number }
  | { readonly type: "channel.refused"; readonly reason: string }
  /** The socket is gone: closed, reset, or silent past its deadline. */
  | { readonly type: "channel.closed"; readonly epoch: number }
  | { readonly type: "frame.received"; readonly epoch: number; readonly message: Message }
  /**
   * Answer to `reportHealth`. The first report (`full` false) must be answered, refused also when
   * it reached nobody: until then the agent starts nothing. Answers to full ones are optional.
   */
  | { readonly type: "call.answered"; readonly call: "health"; readonly accepted: boolean }
  /** Answers to `getMessages`; each is answered once, also when it reached nobody. */
  | { readonly type: "poll.answered"; readonly jobs: readonly AgentJob[] }
  | { readonly type: "poll.failed" }
  /** Answer to `acknowledgeMessage` or `failMessage`, whatever it was. */
  | { readonly type: "message.answered" }
  /** Answer to `sendReply`: accepted says that nobody needs to hear of the reply again. */
  | { readonly type: "reply.answered"; readonly replyId: string; readonly accepted: boolean }
  | { readonly type: "worker.said"; readonly commandId: string; readonly said: WorkerMessage }
  /**
   * Answer to `attachWorker`: all that the earlier life's worker has said, oldest first. With
   * `alive` false also the news, at any time, that a worker died without ending its document. An
   * `unstarted` one never was: the earlier life ended between storing the job as started and that.
   */
  | {
      readonly type: "worker.attached";
      readonly commandId: string;
      readonly alive: boolean;
      readonly unstarted?: boolean;
      readonly said: readonly WorkerMessage[];
    };

/** What a document worker tells its agent. */
export type WorkerMessage =
  /** A step has ended, and it was not the last one. */
  | { readonly type: "step.ended"; readonly key: string; readonly result: StepResult }
  /** The last step has ended, and the document with it: one message, as they leave together. */
  | {
      readonly type: "document.ended";
      readonly status: AgentStatus;
      readonly last: string;
      readonly results: Readonly<Record<string, StepResult>>;
      /** Of all steps that have ended, in order, those of before a reboot included. */
      readonly done: readonly StepResult[];
      /** What is to be said besides, for the final reply's documentTraceOutput. */
      readonly traceOutput?: string;
    };

export type AgentEffect =
  | StartTimer
  | StopTimer
  | StoreChange
  /** CreateControlChannel and the rest; the answer is `channel.opened` or `channel.refused`. */
  | { readonly type: "openChannel" }
  | { readonly type: "closeChannel"; readonly epoch: number }
  | { readonly type: "sendFrame"; readonly epoch: number; readonly message: Message }
  /**
   * Two replies that leave at the same moment, each by a thread of its own: the second overtakes
   * the first in numerator of denominator cases.
   */
  | {
      readonly type: "sendReplies";
      readonly epoch: number;
      readonly first: Message;
      readonly second: Message;
      readonly overtakes: { readonly numerator: number; readonly denominator: number };
    }
  /** UpdateInstanceInformation; `full` false is the first, empty one. */
  | {
      readonly type: "reportHealth";
      readonly full: boolean;
      /** SSMConnectionChannel: by which service messages come, "" while that is not known. */
      readonly connection: MessageService | "";
    }
  /** GetMessages, a long poll. */
  | ({ readonly type: "getMessages" } & PollPurpose)
  /**
   * What has changed for the poll that is under way, or for none: it is the only way to get
   * messages now (undefined), or none follows one that ends at or after a time.
   */
  | { readonly type: "limitPolling"; readonly untilMs: number | undefined }
  /** The agent stops: nobody waits for the answer any more. */
  | { readonly type: "dropPoll" }
  | { readonly type: "acknowledgeMessage"; readonly jobId: string }
  | { readonly type: "failMessage"; readonly jobId: string; readonly failure: MessageFailure }
  | { readonly type: "sendReply"; readonly message: AgentJobReply }
  /** `done`: after a reboot, the results of the steps so far; the last one is run again. */
  | {
      readonly type: "startWorker";
      readonly order: WorkerOrder;
      readonly done: readonly StepResult[] | undefined;
    }
  | { readonly type: "attachWorker"; readonly commandId: string }
  | {
      readonly type: "tellWorker";
      readonly commandId: string;
      readonly message: "cancel";
      /** It reaches the worker before anything else can happen to that. */
      readonly atOnce: boolean;
    }
  /** SIGKILL to all that a command has started whose worker is gone. */
  | { readonly type: "killOrphans"; readonly commandId: string }
  /** `/sbin/shutdown -r +1`: the node is to go down in a while, whatever becomes of the agent. */
  | { readonly type: "rebootNode" };

export interface PollPurpose {
  /** No control channel is to be had. */
  readonly isOnlyWay: boolean;
  /** No poll follows one that ends at this time or after; undefined while there is no such time. */
  readonly untilMs: number | undefined;
}

/** What a document worker is started with: the steps, placeholders already replaced. */
export interface WorkerOrder {
  readonly commandId: string;
  readonly documentName: string;
  readonly outputS3BucketName: string;
  readonly outputS3KeyPrefix: string;
  readonly steps: readonly StepOrder[];
}

export interface StepOrder {
  /** Key in replies: the step's name (2.x) or the plugin's name (1.x). */
  readonly key: string;
  /** Such as `aws:runShellScript`. */
  readonly action: string;
  readonly script: string;
  readonly workingDirectory: string;
  readonly timeoutSeconds: number;
  /** What the document sets; the agent's own is added when the step starts. */
  readonly environment: Readonly<Record<string, string>>;
  readonly flow: StepFlow;
  /** Why the step ends without running: a false precondition, an unknown plugin. */
  readonly refusal: StepRefusal | undefined;
}

/** What a step says about the others; read by step-flow.ts. */
export interface StepFlow {
  readonly onFailure: "" | "exit" | "successAndExit";
  readonly onSuccess: "" | "exit";
  readonly finallyStep: boolean;
}

export interface StepRefusal {
  readonly status: "Skipped" | "Failed";
  /** Goes to the step's output. */
  readonly message: string;
}

export type WorkerInput =
  | { readonly type: "worker.start" }
  | { readonly type: "worker.cancel" }
  | { readonly type: "timer"; readonly subject: number; readonly timer: number }
  | { readonly type: "clock.moved"; readonly byMs: number }
  | ProcessEvent;

export type WorkerEffect =
  | StartTimer
  | StopTimer
  | { readonly type: "startProcess"; readonly spec: ProcessSpec }
  /** SIGKILL to the step's process group; the answer is `process.signalled`. */
  | { readonly type: "signalProcess"; readonly signal: "SIGKILL" | "SIGTERM" }
  /** A signal to all that the command's steps have started; answered likewise. */
  | { readonly type: "signalTree"; readonly signal: "SIGKILL" | "SIGTERM" }
  /** What lives of all that? The answer is `process.survivors`. */
  | { readonly type: "findSurvivors" }
  | { readonly type: "tellAgent"; readonly message: WorkerMessage }
  /** The worker's own process ends; what lives on of its steps has escaped. */
  | { readonly type: "endWorker" };
