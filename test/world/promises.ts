/**
 * What an agent of the profile `ideal` promises, as checks over the trace of a virtual world.
 *
 * Each is looked at while the world runs, event by event, and once more at the end. They read
 * what happened, never an agent's record, so that the other profile can be held against them too.
 */
import type { TraceEvent } from "../../src/kernel/trace.ts";
import { commandIdOfJob } from "../../src/wire/job-id.ts";
import { isFinalStatus } from "./final-status.ts";
import type { ProcessListing } from "../../src/process/process-event.ts";

/** The promises, in words. */
export const PROMISES = {
  terminalIsFinal: "a terminal status never changes",
  cancelledIsHonest: "when the agent reports Cancelled or TimedOut nothing of the command lives",
  cancelIsKept: "nothing of a command starts after a cancel of it was acknowledged",
  offlineCancelComesFirst:
    "a cancel that was accepted while the link was down comes before a start",
  startsOnce: "a command starts once, and each of its steps",
  startsOnline: "a command starts on a running node with an open channel alone",
  successIsEarned: "Success is told only of what no signal of ours has met",
  orderRule: "a command that has not exited when its cancel is acknowledged never ends in Success",
  ladder: "SIGKILL comes graceMs or more after the one SIGTERM",
  noSignalAfterEnd: "no signal meets anybody after the command's end was told",
  cancelsAreAnswered: "every accepted cancel job has one kind of final reply",
  answersAreTrue: "a cancel is answered Success where the command was stopped, and nowhere else",
  repliesInOrder: "nothing new is sent about a job after its final reply",
  powerOffKills: "nothing lives on a node without power",
} as const;

export type PromiseName = keyof typeof PROMISES;

export interface Breach {
  readonly promise: PromiseName;
  readonly text: string;
}

/** What is known of one command on one node. */
class Course {
  status = "";
  /** Whether the cancel found it while a process of it had not exited. */
  cancelledRunning = false;
  /** Whether a cancel has found it, or has come before it. */
  cancel: "" | "matched" | "missed" = "";
  offlineCancel = false;
  starts = 0;
  processes = 0;
  running = false;
  signals: { readonly signal: string; readonly atMs: number }[] = [];
  ended = "";
}

/** What is known of one cancel job. */
interface CancelCourse {
  readonly command: string;
  readonly found: "matched" | "missed";
  readonly answers: Set<string>;
}

export interface PromiseSetup {
  readonly graceMs: number;
  /** How many steps the document of a command has. */
  readonly stepsOf: (command: string) => number;
  /** Whether a command came over ec2messages, as its node's disk says. */
  readonly isPolled: (node: string, command: string) => boolean;
  readonly processes: () => readonly ProcessListing[];
}

export class Promises {
  readonly breaches: Breach[] = [];
  /** Situations that were met, so that a sweep can show that it has seen something. */
  readonly met = new Map<string, number>();
  /** Commands whose worker was killed by the test: what they left gets SIGKILL at once. */
  readonly orphaned = new Set<string>();
  private readonly setup: PromiseSetup;
  private readonly courses = new Map<string, Course>();
  private readonly openLinks = new Set<string>();
  /** Links that ended with the controller, of which their agents may not have heard. */
  private readonly unheard = new Set<string>();
  private readonly powerless = new Set<string>();
  /** Cancel jobs that were acknowledged, with their final answers; and the command each names. */
  private readonly cancels = new Map<string, CancelCourse>();
  private readonly ackedJobs = new Set<string>();
  /** Jobs of which a final reply was sent, with the status. */
  private readonly over = new Map<string, string>();

  constructor(setup: PromiseSetup) {
    this.setup = setup;
  }

  /** Takes one event of the trace in. */
  read(event: TraceEvent): void {
    const node = event.node ?? "";
    const course = this.courseOf(node, event.command ?? "");
    const fail = (promise: PromiseName, text = ""): void => {
      const where = `at ${event.atMs} ms, ${node}, ${event.command}`;
      this.breaches.push({ promise, text: `${PROMISES[promise]}: ${where} ${text}` });
    };
    switch (event.event) {
      case "link.opened":
        if (event["service"] === "ec2messages") return;
        this.openLinks.add(node);
        this.unheard.delete(node);
        return;
      case "fault.fired":
        if (event["process"] === "controller")
          for (const one of this.openLinks) this.unheard.add(one);
        return;
      case "link.closed":
        if (event["service"] === "ec2messages") return;
        this.openLinks.delete(node);
        return;
      case "node.stateChanged":
        this.nodeChanged(node, String(event["to"]), fail);
        return;
      case "status.changed":
        if (event.node === undefined) return;
        if (isFinalStatus(course.status)) fail("terminalIsFinal", `${course.status} changed`);
        course.status = String(event["to"]);
        this.meet(`status ${course.status}`);
        return;
      case "cancel.accepted":
        if (!this.openLinks.has(node) && course.starts === 0) course.offlineCancel = true;
        return;
      case "job.started":
        course.starts += 1;
        if (course.starts > 1) fail("startsOnce", "job.started");
        if (course.cancel !== "") fail("cancelIsKept", `job, cancel ${course.cancel}`);
        // Polls keep no order, and nobody can say when one that is under way has failed.
        if (this.setup.isPolled(node, event.command ?? "")) return;
        if (course.offlineCancel) fail("offlineCancelComesFirst");
        if (!this.isOnline(node)) fail("startsOnline");
        return;
      case "process.started":
        course.processes += 1;
        course.running = true;
        if (course.processes > this.setup.stepsOf(event.command ?? ""))
          fail("startsOnce", "process");
        if (course.cancel !== "") fail("cancelIsKept", `process, cancel ${course.cancel}`);
        return;
      case "process.exited":
        course.running = false;
        return;
      case "process.signalled":
        if (event["delivered"] === true) this.signalled(course, event, fail);
        return;
      case "cancel.matched":
        this.meet(course.processes > 0 ? "cancel of a started one" : "cancel of a waiting one");
        this.looked(event, "matched");
        return;
      case "cancel.missed":
        if (course.starts === 0) this.meet("cancel of an unknown one");
        this.looked(event, "missed");
        return;
      case "frame.sent":
        if (event["message"] === "agent_job_ack" && event["code"] === "200") this.acked(event);
        return;
      case "job.ended":
        this.ended(course, event, fail);
        return;
      case "reply.sent":
        this.replied(event, fail);
        return;
      default:
    }
  }

  /** The last look: everything that was to come has come. */
  finish(): void {
    for (const [id, { command, answers }] of this.cancels) {
      if (answers.size !== 1) {
        this.breach("cancelsAreAnswered", `cancel ${id} of ${command}: ${[...answers].join()}`);
      }
    }
  }

  count(situation: string): number {
    return this.met.get(situation) ?? 0;
  }

  private isOnline(node: string): boolean {
    if (this.powerless.has(node)) return false;
    return this.openLinks.has(node) || this.unheard.has(node);
  }

  private nodeChanged(node: string, to: string, fail: (promise: PromiseName) => void): void {
    if (to === "Running") this.powerless.delete(node);
    else {
      this.powerless.add(node);
      if (this.setup.processes().some((one) => one.node === node)) fail("powerOffKills");
    }
  }

  private signalled(
    course: Course,
    event: TraceEvent,
    fail: (promise: PromiseName, text?: string) => void,
  ): void {
    const isOrphan = this.orphaned.has(`${event.node}/${event.command}`);
    const signal = String(event["signal"]);
    this.meet(signal);
    if (course.ended !== "") fail("noSignalAfterEnd", signal);
    if (signal === "SIGKILL" && !isOrphan) {
      const first = course.signals.find((one) => one.signal === "SIGTERM");
      const graceMs = first === undefined ? 0 : event.atMs - first.atMs;
      if (graceMs < this.setup.graceMs) fail("ladder", `${graceMs} ms`);
    }
    const terminations = course.signals.filter((one) => one.signal === "SIGTERM").length;
    if (signal === "SIGTERM" && terminations >= this.setup.stepsOf(event.command ?? "")) {
      fail("ladder", "SIGTERM again");
    }
    course.signals.push({ signal, atMs: event.atMs });
  }

  private ended(
    course: Course,
    event: TraceEvent,
    fail: (promise: PromiseName, text?: string) => void,
  ): void {
    course.ended = String(event["status"]);
    if (course.cancel === "missed") this.meet("start refused by a mark");
    this.meet(`ended ${course.ended}`);
    if (course.ended === "Success") {
      if (course.signals.length > 0) fail("successIsEarned");
      if (course.cancelledRunning) fail("orderRule");
    }
    if (course.ended !== "Cancelled" && course.ended !== "TimedOut") return;
    const { node, command } = event;
    const living = this.setup
      .processes()
      .filter((one) => one.node === node && one.command === command);
    if (living.length > 0) fail("cancelledIsHonest", living.map(({ args }) => args).join("; "));
  }

  private replied(event: TraceEvent, fail: (promise: PromiseName, text?: string) => void): void {
    const status = String(event["status"]);
    const isCancel = event["topic"] === "aws.ssm.cancelCommand";
    const job = `${event.node}/${event.command}/${isCancel}`;
    const last = this.over.get(job);
    // The final reply itself may be sent again.
    if (last !== undefined && last !== status) fail("repliesInOrder", `${status} after ${last}`);
    if (status === "InProgress") return;
    this.over.set(job, status);
    if (isCancel) this.answered(event, status, fail);
  }

  private answered(
    event: TraceEvent,
    status: string,
    fail: (promise: PromiseName, text?: string) => void,
  ): void {
    const cancel = this.cancels.get(event.command ?? "");
    if (cancel === undefined) return;
    cancel.answers.add(status);
    this.meet(`answer ${status}`);
    // The answer comes after the command's own final reply, if there is one.
    const ended = this.over.get(`${event.node}/${cancel.command}/false`) ?? "";
    const wasStopped = ended !== "" && ended !== "Success";
    if (status === "Success" && !wasStopped) fail("answersAreTrue", `Success of "${ended}"`);
    const isUntrue = cancel.found === "matched" && status === "Failed" && ended === "Cancelled";
    if (isUntrue) fail("answersAreTrue", "Failed of Cancelled");
  }

  /** A cancel has looked for its command. */
  private looked(event: TraceEvent, found: "matched" | "missed"): void {
    const id = String(event["cancel"]);
    const command = event.command ?? "";
    const known = this.cancels.get(id);
    if (known === undefined) this.cancels.set(id, { command, found, answers: new Set() });
    if (this.ackedJobs.has(id)) this.counts(event.node ?? "", { command, found });
  }

  private acked(event: TraceEvent): void {
    const id = commandIdOfJob(String(event["job"]));
    this.ackedJobs.add(id);
    const cancel = this.cancels.get(id);
    if (cancel !== undefined) this.counts(event.node ?? "", cancel);
  }

  /** A cancel counts from when it is acknowledged and has looked for its command. */
  private counts(node: string, { command, found }: Omit<CancelCourse, "answers">): void {
    const course = this.courseOf(node, command);
    if (found === "matched" && course.running) course.cancelledRunning = true;
    // Of one that has ended there is nothing to keep.
    if (found === "matched" || course.starts === 0) course.cancel = found;
  }

  private meet(situation: string): void {
    this.met.set(situation, this.count(situation) + 1);
  }

  private breach(promise: PromiseName, text: string): void {
    this.breaches.push({ promise, text: `${PROMISES[promise]}: ${text}` });
  }

  private courseOf(node: string, command: string): Course {
    const key = `${node}/${command}`;
    const course = this.courses.get(key) ?? new Course();
    this.courses.set(key, course);
    return course;
  }
}
