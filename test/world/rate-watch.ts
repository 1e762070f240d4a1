/**
 * Counts by hand what MaxConcurrency and MaxErrors allow, at every event of a trace: who has the job
 * as the controller has offered it, who waits, and whether the controller's counters add up.
 *
 * It knows nothing of how the controller decides. Every node has to be reachable all the time.
 */
import type { Command } from "../../src/controller/command.ts";
import { DETAILS, detailsIndexOf } from "../../src/controller/invocation-state.ts";
import { completedCountOf, errorCountOf, targetCountOf } from "../../src/controller/roll-up.ts";
import type { TraceEvent } from "../../src/kernel/trace.ts";
import { INVOCATION_STATUS_DETAILS } from "../../src/ssm/status.ts";
import type { InvocationStatusDetails } from "../../src/ssm/status.ts";
import type { World } from "../../src/world/world.ts";

export interface RateLimits {
  readonly concurrency: number;
  readonly errors: number;
}

export class RateWatch {
  /** The most nodes that ever had the job at once. */
  peak = 0;
  errors = 0;
  /** How many errors there were when the first node was Terminated; undefined before. */
  stoppedAt: number | undefined = undefined;
  /** Nodes that were ever offered the job, and when. */
  readonly offered = new Map<string, number>();
  /** How each node ended. */
  readonly ends = new Map<string, string>();
  readonly problems: string[] = [];
  private readonly world: World;
  private readonly limits: RateLimits;
  private readonly has = new Set<string>();
  private atMs: number;

  constructor(world: World, limits: RateLimits) {
    this.world = world;
    this.limits = limits;
    this.atMs = world.nowMs;
    world.readTrace((event) => this.see(event));
  }

  private see(event: TraceEvent): void {
    if (event.atMs > this.atMs) this.judgeInstant();
    this.atMs = event.atMs;
    if (isOffer(event)) this.offer(event.node ?? "");
    if (isEnd(event)) this.end(event.node ?? "", String(event["details"]));
    this.checkCounters(event);
  }

  private offer(node: string): void {
    if (this.offered.has(node)) this.problem(`${node} was offered the job twice`);
    if (this.errors > this.limits.errors) this.problem(`${node} was offered it after MaxErrors`);
    this.offered.set(node, this.atMs);
    this.has.add(node);
    this.peak = Math.max(this.peak, this.has.size);
    if (this.has.size > this.limits.concurrency) this.problem(`${this.has.size} nodes have it`);
  }

  private end(node: string, details: string): void {
    if (this.ends.has(node)) this.problem(`${node} ended twice`);
    this.ends.set(node, details);
    this.has.delete(node);
    if (details === "Failed" || details === "ExecutionTimedOut") this.errors += 1;
    if (details === "Terminated") {
      this.stoppedAt ??= this.errors;
      if (this.offered.has(node)) this.problem(`${node} was Terminated and had the job`);
    }
  }

  /** When time moves on, no slot is free that a waiting node could have. */
  private judgeInstant(): void {
    const command = this.command;
    if (command === undefined || this.errors > this.limits.errors) return;
    const waiting = targetCountOf(command) - this.offered.size - this.countNeverOffered();
    const free = this.limits.concurrency - this.has.size;
    if (waiting > 0 && free > 0) this.problem(`${waiting} nodes wait and ${free} slots are free`);
  }

  /** Nodes that have ended without an offer: cancelled while they waited. */
  private countNeverOffered(): number {
    return [...this.ends.keys()].filter((node) => !this.offered.has(node)).length;
  }

  private checkCounters({ seq }: TraceEvent): void {
    const { command } = this;
    if (command === undefined) return;
    const tally = DETAILS.map(() => 0);
    for (const { state } of command.invocations.values()) {
      tally[detailsIndexOf(state)] = (tally[detailsIndexOf(state)] ?? 0) + 1;
    }
    const sum = (accept: (details: InvocationStatusDetails) => boolean) =>
      DETAILS.reduce((total, details, at) => total + (accept(details) ? (tally[at] ?? 0) : 0), 0);
    const found = [
      ...command.counts,
      targetCountOf(command),
      completedCountOf(command),
      errorCountOf(command),
    ];
    const expected = [
      ...tally,
      command.invocations.size,
      sum((details) => INVOCATION_STATUS_DETAILS[details].terminal),
      sum((details) => details === "Failed" || details === "ExecutionTimedOut"),
    ];
    if (String(found) !== String(expected)) {
      this.problem(`at event ${seq} the counters are ${String(found)}, not ${String(expected)}`);
    }
  }

  private get command(): Command | undefined {
    return [...this.world.service.controller.commands.values()].at(-1);
  }

  private problem(text: string): void {
    if (this.problems.length < 10) this.problems.push(`${this.atMs} ms: ${text}`);
  }
}

function isOffer({ event, message, topic }: TraceEvent): boolean {
  const isJob = event === "frame.sent" && message === "agent_job";
  return isJob && String(topic).startsWith("aws.ssm.sendCommand");
}

function isEnd({ event, node, details }: TraceEvent): boolean {
  if (event !== "status.changed" || node === undefined) return false;
  return INVOCATION_STATUS_DETAILS[details as InvocationStatusDetails].terminal;
}
