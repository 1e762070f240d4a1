/**
 * Plays the controller's side of a recording on a stage, and notes what the agent says.
 *
 * Times are the recording's. What the controller did after it had heard something, it does here
 * after it has heard as much; where that is later than then, all that follows is later as well.
 */
import { readAgentFrame } from "./agent-frame.ts";
import { readAck, readReply } from "./agent-message.ts";
import { readCall } from "./agent-call.ts";
import { countCompared } from "./compare-calls.ts";
import { cancelFrame, cancelMessage, emptyFrame } from "./controller-frame.ts";
import { replyAckFrame, sendFrame, sendMessage } from "./controller-frame.ts";
import type { ControllerFrame } from "./controller-frame.ts";
import { JobNames } from "./job-names.ts";
import type { Action, AgentMessage, Recording } from "./recording.ts";
import type { HeardCall, Stage } from "./stage.ts";

/** What was heard of the agent. */
export interface Heard {
  readonly messages: readonly AgentMessage[];
  /** The ids of the messages, in the same order. */
  readonly messageIds: readonly string[];
  /** What was wrong with the form of a message, or with the machine. */
  readonly problems: readonly string[];
}

/** Longer than this after its recorded time nothing is waited for. */
const LATE_MS_MAX = 15_000;
/** How many messages a race brings is not known: so long they are waited for. */
const RACE_MS = 2_000;
/** After all that was expected more is waited for, in case there is any. */
const QUIET_MS = 400;
const LOOK_MS = 20;

export async function playRecording(
  name: string,
  recording: Recording,
  stage: Stage,
): Promise<Heard> {
  const player = new Player(name, stage);
  stage.arrived = (bytes) => player.hear(bytes);
  if (recording.service !== undefined) {
    for (const call of stage.past) player.hearCall(call);
    stage.called = (call) => player.hearCall(call);
  }
  for (const action of recording.controller) await player.act(action, recording);
  await player.listen(recording);
  return player;
}

class Player implements Heard {
  readonly messages: AgentMessage[] = [];
  readonly messageIds: string[] = [];
  readonly problems: string[] = [];
  readonly #stage: Stage;
  readonly #names: JobNames;
  readonly #jobs: ControllerFrame[] = [];
  #acks = 0;
  #givesAcks = true;
  /** How much later than the recording we are. */
  #lateMs = 0;
  #awaited = 1;

  constructor(name: string, stage: Stage) {
    this.#stage = stage;
    this.#names = new JobNames(name, stage.node);
  }

  hear(bytes: Buffer): void {
    const frame = readAgentFrame(bytes);
    const { messageId } = frame;
    const atMs = Math.round(this.#stage.nowMs());
    const expect = (what: string, holds: boolean): void => {
      if (!holds) this.problems.push(`${frame.type} at ${atMs} ms: expected ${what}`);
    };
    this.problems.push(...frame.problems);
    const channel = this.#stage.channels > 1 ? { channel: this.#stage.channels } : {};
    const context = { names: this.#names, expect };
    if (frame.type === "agent_job_ack") {
      const job = this.#jobs[this.#acks];
      this.#acks += 1;
      this.#note({ atMs, ...readAck(frame, job, context), ...channel }, messageId);
    } else if (frame.type === "agent_job_reply") {
      this.#note({ atMs, ...readReply(frame, context), ...channel }, messageId);
      if (!this.#givesAcks) return;
      const ack = replyAckFrame(String(frame.payload["jobId"]), messageId);
      this.#stage.sendBytes(ack.bytes);
    } else {
      this.problems.push(`${frame.type}: a message that is not used in Run Command`);
    }
  }

  hearCall(call: HeardCall): void {
    const atMs = Math.max(0, Math.round(this.#stage.nowMs()));
    const expect = (what: string, holds: boolean): void => {
      if (!holds) this.problems.push(`${call.operation} at ${atMs} ms: expected ${what}`);
    };
    this.#note({ atMs, ...readCall(call, { names: this.#names, expect }) }, "");
  }

  async act(action: Action, recording: Recording): Promise<void> {
    const { agent, races = false } = recording;
    const { atMs } = action;
    const dueMs = atMs + this.#lateMs;
    // What is due goes out in one go, as a burst does.
    if (dueMs > this.#stage.nowMs()) await this.#stage.until(dueMs);
    const heard = agent.filter((message) => message.atMs < atMs).length;
    const patienceMs = races ? RACE_MS : LATE_MS_MAX;
    await this.#wait(atMs, patienceMs, () => this.#count(recording) >= heard);
    if (recording.service === undefined || !this.#mail(action)) await this.#do(action);
  }

  /** Waits for what is expected, then for what is not. */
  async listen(recording: Recording): Promise<void> {
    const { agent, races = false } = recording;
    const lastMs = Math.max(...agent.map(({ atMs }) => atMs)) + this.#lateMs;
    const isComplete = (): boolean => this.#count(recording) >= agent.length;
    await this.#wait(lastMs - this.#lateMs, races ? RACE_MS : LATE_MS_MAX, isComplete);
    await this.#stage.until(Math.max(lastMs, this.#stage.nowMs()) + QUIET_MS);
  }

  #note(message: AgentMessage, messageId: string): void {
    this.messages.push(message);
    this.messageIds.push(messageId);
  }

  #count(recording: Recording): number {
    const { messages } = this;
    return recording.service === undefined ? messages.length : countCompared(recording, messages);
  }

  /** Hands a job to the agent's polls. False: the action is none. */
  #mail(action: Action): boolean {
    if ("send" in action) this.#stage.sendMessage(sendMessage(action, this.#names));
    else if ("cancel" in action) this.#stage.sendMessage(cancelMessage(action, this.#names));
    else return false;
    return true;
  }

  #sendJob(job: ControllerFrame): void {
    this.#jobs.push(job);
    this.#stage.sendBytes(job.bytes);
  }

  async #do(action: Action): Promise<void> {
    const stage = this.#stage;
    if ("send" in action) this.#sendJob(sendFrame(action, this.#names));
    else if ("cancel" in action) this.#sendJob(cancelFrame(action, this.#names));
    else if ("drop" in action) stage.drop();
    else if ("await" in action) await this.#await(action);
    else if ("order" in action) await this.#order(action.order);
    else if ("acks" in action) this.#givesAcks = action.acks === "given";
    else if ("frame" in action) stage.sendBytes(emptyFrame(action.frame));
    else if ("text" in action) stage.sendText(action.text);
    else if ("bytes" in action) stage.sendBytes(Buffer.from(action.bytes, "hex"));
    else await this.#look(action);
  }

  /** Waits for something that was so at this time of the recording; false when it never is. */
  async #wait(
    recordedMs: number,
    patienceMs: number,
    isSo: () => boolean | Promise<boolean>,
  ): Promise<boolean> {
    const deadlineMs = recordedMs + this.#lateMs + patienceMs;
    while (!(await isSo())) {
      if (this.#stage.nowMs() > deadlineMs) return false;
      await this.#stage.until(this.#stage.nowMs() + LOOK_MS);
      this.#lateMs = Math.max(this.#lateMs, this.#stage.nowMs() - recordedMs);
    }
    return true;
  }

  async #await({ atMs, await: what }: Extract<Action, { await: string }>): Promise<void> {
    if (what === "channel") this.#awaited += 1;
    const isThere = await this.#wait(atMs, LATE_MS_MAX, async () => {
      if (what === "channel") return this.#stage.channels >= this.#awaited;
      return (await this.#stage.listProcesses()).includes(what);
    });
    if (!isThere) this.problems.push(`at ${atMs} ms: waited for ${what} in vain`);
  }

  async #order(order: string): Promise<void> {
    const worker = /^kill worker of (.+)$/.exec(order)?.[1];
    if (worker !== undefined) await this.#stage.killWorker(this.#names.idOf(worker));
    else if (order === "start agent") await this.#stage.startAgent();
    else await this.#stage.killAgent();
  }

  async #look({ atMs, alive }: Extract<Action, { alive: unknown }>): Promise<void> {
    const wanted = [...alive].sort().join();
    let found = "";
    const isSo = await this.#wait(atMs, LATE_MS_MAX, async () => {
      const listed = await this.#stage.listProcesses();
      const sleeps = listed.filter((args) => args.startsWith("sleep "));
      found = sleeps.sort().join();
      return found === wanted;
    });
    if (!isSo) this.problems.push(`alive at ${atMs} ms: expected ${wanted}; found ${found}`);
  }
}
