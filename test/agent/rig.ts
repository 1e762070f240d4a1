/**
 * A stand-in for a world, for tests of the agent alone: one node, its workers, scripted processes.
 *
 * Time stops at every event; delays are drawn from a seeded generator. A script is a line of
 * verbs: `say TEXT`, `warn TEXT`, `wait MS`, `exit CODE`, `die SIGNAL`, `hold MS` (something outside
 * of the group keeps the output open so long after the leader's end), `fail TEXT`. Signals to the
 * whole tree end it, but for scripts of the verb `outlive SIGNAL`: SIGTERM, or SIGKILL as well.
 */
import { Agent, stepAgent } from "../../src/agent/agent.ts";
import { AgentStore } from "../../src/agent/agent-store.ts";
import type {
  AgentEffect,
  AgentInput,
  WorkerEffect,
  WorkerInput,
  WorkerMessage,
  WorkerOrder,
} from "../../src/agent/input.ts";
import { POLL_STATE } from "../../src/agent/message-poll.ts";
import { AMAZON_SSM_AGENT } from "../../src/agent/options.ts";
import type { AgentOptions } from "../../src/agent/options.ts";
import { DocumentWorker, stepWorker } from "../../src/agent/worker.ts";
import { Effects } from "../../src/kernel/effect.ts";
import type { StartTimer, StopTimer, TraceFact } from "../../src/kernel/effect.ts";
import { Prng } from "../../src/kernel/prng.ts";
import type { ProcessEvent, ProcessSpec } from "../../src/process/process-event.ts";
import type { AgentJob, Message } from "../../src/wire/message.ts";

export const NODE = "mi-0123456789abcdef0";

interface Due {
  readonly atMs: number;
  readonly owner: string;
  readonly key: string;
  readonly run: () => void;
}

interface Seat {
  readonly order: WorkerOrder;
  readonly said: WorkerMessage[];
  worker: DocumentWorker | undefined;
  /** Whether the process group has anybody in it. */
  group: boolean;
  /** Whether anything lives of all that was started. */
  tree: boolean;
  /** The strongest signal that the tree outlives. */
  outlives: string;
}

const NOTHING = { group: false, tree: false, outlives: "" } as const;

export class Rig {
  readonly store = new AgentStore();
  readonly options: AgentOptions;
  readonly seats = new Map<string, Seat>();
  /** What the agent has sent, with the time. */
  readonly sent: { readonly atMs: number; readonly message: Message }[] = [];
  readonly reports: { readonly atMs: number; readonly full: boolean }[] = [];
  /** SSMConnectionChannel of the full reports. */
  readonly connections: string[] = [];
  /** Calls of ec2messages, with the time: the operation, and the job it is about. */
  readonly calls: { readonly atMs: number; readonly call: string }[] = [];
  readonly facts: TraceFact[] = [];
  readonly signals: string[] = [];
  /** When the agent asked for a reboot of its node. */
  readonly reboots: number[] = [];
  nowMs = 0;
  agent: Agent | undefined;
  /** What the controller does: acknowledges replies, opens channels, accepts reports. */
  acks = true;
  opens = true;
  accepts = true;
  /** What CreateControlChannel is refused with. */
  refusal = "refused";
  /** Whether calls of ec2messages are answered well, and whether polls fail at once. */
  takesReplies = true;
  pollsFail = false;
  overtakes = false;
  /** What a script is by the time that it runs: the place for what a disk would remember. */
  scripts = (script: string, _spec: ProcessSpec): string => script;
  private readonly prng: Prng;
  private queue: Due[] = [];
  private epoch = 0;
  private life = 0;

  constructor({
    seed = "1",
    options = {},
  }: { seed?: string; options?: Partial<AgentOptions> } = {}) {
    this.prng = Prng.seeded(seed);
    this.options = { ...AMAZON_SSM_AGENT, ...options };
  }

  /** Starts the agent over the store and runs until its channel is open. */
  start(): this {
    this.life += 1;
    const { options, store, prng, life } = this;
    this.agent = new Agent({ node: NODE, options, store, origin: prng, boot: life });
    this.input({ type: "agent.start" });
    this.run(0);
    return this;
  }

  /** Ends the agent's process; workers and their processes go on. */
  crash(): void {
    this.agent = undefined;
    this.drop("agent");
  }

  /** Ends everything on the node. */
  powerOff(): void {
    this.crash();
    for (const [id, seat] of this.seats) {
      seat.worker = undefined;
      this.drop(id);
    }
  }

  /** A worker's process dies by itself: its step goes on, and nobody listens. */
  killWorker(commandId: string): void {
    const seat = this.seats.get(commandId);
    if (seat !== undefined) seat.worker = undefined;
    this.drop(commandId);
    this.input({ type: "worker.attached", commandId, alive: false, said: [] });
  }

  deliver(message: Message): void {
    this.input({ type: "frame.received", epoch: this.epoch, message });
  }

  /** Answers the poll that waits. */
  answerPoll(jobs: readonly AgentJob[]): void {
    this.input({ type: "poll.answered", jobs });
  }

  closeChannel(): void {
    this.input({ type: "channel.closed", epoch: this.epoch });
  }

  /** Runs all that is due within so many milliseconds from now. */
  run(lengthMs: number): void {
    const untilMs = this.nowMs + lengthMs;
    for (;;) {
      const next = this.queue.reduce<Due | undefined>(
        (first, due) => (first === undefined || due.atMs < first.atMs ? due : first),
        undefined,
      );
      if (next === undefined || next.atMs > untilMs) break;
      this.queue = this.queue.filter((due) => due !== next);
      this.nowMs = next.atMs;
      next.run();
    }
    this.nowMs = untilMs;
  }

  input(input: AgentInput): void {
    if (this.agent === undefined) return;
    const effects = new Effects<AgentEffect>(true);
    stepAgent(this.agent, input, this.nowMs, effects);
    if (this.agent.poll?.state === POLL_STATE.choosing) throw new Error("a step ended undecided");
    for (const effect of effects.list) {
      if (effect.type === "storeRecord") this.store.apply(effect);
    }
    for (const effect of effects.list) {
      if (effect.type === "writeTrace") this.facts.push(effect.event);
      else this.perform(effect);
    }
  }

  private perform(effect: AgentEffect): void {
    switch (effect.type) {
      case "storeRecord":
      case "closeChannel":
        return;
      case "rebootNode":
        this.reboots.push(this.nowMs);
        return;
      case "startTimer":
        this.startTimer("agent", effect, (timer) => this.input(timer));
        return;
      case "stopTimer":
        this.stopTimer("agent", effect);
        return;
      case "openChannel":
        this.post("agent", 0, () => this.open());
        return;
      case "sendFrame":
        this.send(effect.message);
        return;
      case "sendReplies":
        this.send(this.overtakes ? effect.second : effect.first);
        this.send(this.overtakes ? effect.first : effect.second);
        return;
      case "getMessages":
        this.call("GetMessages", this.pollsFail ? { type: "poll.failed" } : undefined);
        return;
      case "limitPolling":
      case "dropPoll":
        return;
      case "acknowledgeMessage":
        this.call(`AcknowledgeMessage ${effect.jobId}`, { type: "message.answered" });
        return;
      case "failMessage":
        this.call(`FailMessage ${effect.jobId} ${effect.failure}`, { type: "message.answered" });
        return;
      case "sendReply": {
        const { messageId: replyId, jobId } = effect.message;
        this.sent.push({ atMs: this.nowMs, message: effect.message });
        const accepted = this.takesReplies;
        this.call(`SendReply ${jobId}`, { type: "reply.answered", replyId, accepted });
        return;
      }
      case "reportHealth":
        this.reports.push({ atMs: this.nowMs, full: effect.full });
        if (effect.full) this.connections.push(effect.connection);
        this.answerReport();
        return;
      case "startWorker":
        this.startWorker(effect);
        return;
      case "attachWorker":
        this.attach(effect.commandId);
        return;
      case "tellWorker":
        if (effect.atOnce) this.work(effect.commandId, { type: "worker.cancel" });
        else {
          this.post(effect.commandId, 2, () =>
            this.work(effect.commandId, { type: "worker.cancel" }),
          );
        }
        return;
      case "killOrphans":
        this.signals.push(`SIGKILL orphans of ${effect.commandId}`);
    }
  }

  private call(call: string, answer: AgentInput | undefined): void {
    this.calls.push({ atMs: this.nowMs, call });
    if (answer !== undefined) this.post("agent", 1, () => this.input(answer));
  }

  private open(): void {
    if (!this.opens) this.input({ type: "channel.refused", reason: this.refusal });
    else {
      this.epoch += 1;
      this.input({ type: "channel.opened", epoch: this.epoch });
    }
  }

  private answerReport(): void {
    this.post("agent", 0, () =>
      this.input({ type: "call.answered", call: "health", accepted: this.accepts }),
    );
  }

  private send(message: Message): void {
    this.sent.push({ atMs: this.nowMs, message });
    if (message.type !== "agent_job_reply" || !this.acks) return;
    const { jobId, messageId: acknowledgedMessageId } = message;
    const ack = { type: "agent_job_reply_ack", jobId, acknowledgedMessageId } as const;
    this.post("agent", 1, () => this.deliver({ ...ack, messageId: "ack", createdMs: this.nowMs }));
  }

  private startWorker({ order, done }: AgentEffect & { type: "startWorker" }): void {
    const worker = new DocumentWorker({ node: NODE, options: this.options, order, done });
    this.seats.set(order.commandId, { order, worker, said: [], ...NOTHING });
    this.work(order.commandId, { type: "worker.start" });
  }

  private attach(commandId: string): void {
    const seat = this.seats.get(commandId);
    const alive = seat?.worker !== undefined;
    const said = [...(seat?.said ?? [])];
    const unstarted = seat === undefined;
    const input = { type: "worker.attached", commandId, alive, unstarted, said } as const;
    this.post("agent", 1, () => this.input(input));
  }

  private work(commandId: string, input: WorkerInput): void {
    const seat = this.seats.get(commandId);
    if (seat?.worker === undefined) return;
    const effects = new Effects<WorkerEffect>(true);
    stepWorker(seat.worker, input, this.nowMs, effects);
    for (const effect of effects.list) {
      if (effect.type === "writeTrace") this.facts.push(effect.event);
      else this.performWork(commandId, seat, effect);
    }
  }

  private performWork(commandId: string, seat: Seat, effect: WorkerEffect): void {
    switch (effect.type) {
      case "startTimer":
        this.startTimer(commandId, effect, (timer) => this.work(commandId, timer));
        return;
      case "stopTimer":
        this.stopTimer(commandId, effect);
        return;
      case "startProcess":
        this.play(commandId, seat, this.scripts(effect.spec.script, effect.spec));
        return;
      case "signalProcess":
        this.signal(commandId, seat, effect.signal);
        return;
      case "signalTree":
        this.signalTree(commandId, seat, effect.signal);
        return;
      case "findSurvivors": {
        const pids = seat.tree ? [100] : [];
        this.post(commandId, 0, () => this.work(commandId, { type: "process.survivors", pids }));
        return;
      }
      case "tellAgent":
        seat.said.push(effect.message);
        this.post("agent", 2, () =>
          this.input({ type: "worker.said", commandId, said: effect.message }),
        );
        return;
      case "endWorker":
        seat.worker = undefined;
    }
  }

  private signal(commandId: string, seat: Seat, signal: string): void {
    const delivered = seat.group;
    this.signals.push(`${signal} ${delivered ? "delivered" : "missed"}`);
    seat.group = false;
    this.post(commandId, 0, () =>
      this.work(commandId, { type: "process.signalled", signal, delivered }),
    );
  }

  private signalTree(commandId: string, seat: Seat, signal: string): void {
    const delivered = seat.tree;
    this.signals.push(`${this.nowMs} ${signal} ${delivered ? "delivered" : "missed"}`);
    this.post(commandId, 0, () =>
      this.work(commandId, { type: "process.signalled", signal, delivered }),
    );
    if (!delivered || seat.outlives === "SIGKILL" || seat.outlives === signal) return;
    const wasRunning = seat.group;
    seat.tree = seat.group = false;
    if (wasRunning) {
      this.post(commandId, 0, () =>
        this.work(commandId, { type: "process.exited", code: null, signal }),
      );
    }
    this.post(commandId, 0, () => this.work(commandId, { type: "process.closed" }));
  }

  private play(commandId: string, seat: Seat, script: string): void {
    let atMs = 1;
    const news = (event: ProcessEvent, before?: () => void): void =>
      this.post(commandId, atMs, () => {
        if (!seat.tree || (event.type === "process.output" && !seat.group)) return;
        before?.();
        this.work(commandId, event);
      });
    const lines = script.trimEnd().split("\n");
    seat.tree = true;
    if (lines[0]?.startsWith("fail ")) {
      news({ type: "process.failed", message: lines[0].slice(5) });
      return;
    }
    seat.group = true;
    news({ type: "process.started", pid: 100 });
    let end: ProcessEvent = { type: "process.exited", code: 0, signal: null };
    let heldMs = 0;
    for (const line of lines) {
      const [verb, ...words] = line.split(" ");
      const text = words.join(" ");
      const bytes = `${text}\n`;
      if (verb === "say") news({ type: "process.output", stream: "stdout", bytes });
      else if (verb === "warn") news({ type: "process.output", stream: "stderr", bytes });
      else if (verb === "wait") atMs += Number(text);
      else if (verb === "hold") heldMs = Number(text);
      else if (verb === "outlive") seat.outlives = text;
      else if (verb === "exit") end = { type: "process.exited", code: Number(text), signal: null };
      else if (verb === "die") end = { type: "process.exited", code: null, signal: text };
    }
    news(end, () => {
      seat.group = false;
    });
    atMs += heldMs;
    news({ type: "process.closed" }, () => {
      seat.tree = false;
    });
  }

  private startTimer(
    owner: string,
    { subject, timer, minMs, maxMs }: StartTimer,
    fire: (input: { type: "timer"; subject: number; timer: number }) => void,
  ): void {
    this.stopTimer(owner, { type: "stopTimer", subject, timer });
    const key = `${subject}/${timer}`;
    const atMs = this.nowMs + this.prng.range(minMs, maxMs);
    this.queue.push({ atMs, owner, key, run: () => fire({ type: "timer", subject, timer }) });
  }

  private stopTimer(owner: string, { subject, timer }: StopTimer): void {
    const key = `${subject}/${timer}`;
    this.queue = this.queue.filter((due) => due.owner !== owner || due.key !== key);
  }

  private post(owner: string, delayMs: number, run: () => void): void {
    this.queue.push({ atMs: this.nowMs + delayMs, owner, key: "", run });
  }

  private drop(owner: string): void {
    this.queue = this.queue.filter((due) => due.owner !== owner);
  }
}
