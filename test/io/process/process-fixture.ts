/**
 * Real processes in a directory of their own, with the events they report, ended after the test.
 *
 * Nothing here sleeps: `until` waits for reports, `gone` polls the process table, both bounded.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, expect } from "vitest";
import type { ContainmentKind } from "../../../src/io/process/containment.ts";
import { isAlive, readProcess } from "../../../src/io/process/process-table.ts";
import { RealProcesses } from "../../../src/io/process/real-processes.ts";
import type { ProcessEvent } from "../../../src/process/process-event.ts";

/** Generous, for machines that are busy with something else: nothing waits when all is well. */
const WAIT_MS_MAX = 15_000;
const ALL_KINDS: readonly ContainmentKind[] = ["pid-namespace", "cgroup", "marker"];

export interface Fixture {
  readonly processes: RealProcesses;
  readonly directory: string;
  readonly escaped: Map<number, readonly number[]>;
  /** Runs that were told as gone, in order. */
  readonly goneRuns: number[];
  /** What was warned of and worse, as the log's messages. */
  readonly warnings: string[];
  /** Forgets what was reported. */
  reset(): void;
  eventsOf(run: number): ProcessEvent[];
  /** The run's output so far, as bytes in latin1. */
  outputOf(run: number, stream: "stdout" | "stderr"): string;
  /** Waits until `holds` does; it is asked after every report. */
  until(holds: () => boolean): Promise<void>;
  untilEvent<Type extends ProcessEvent["type"]>(
    run: number,
    type: Type,
  ): Promise<Extract<ProcessEvent, { type: Type }>>;
}

/** Trying a containment out takes as long as a test, so tests of one kind share one object. */
const fixtures = new Map<string, Fixture>();

afterAll(async () => {
  for (const { processes, directory } of fixtures.values()) {
    await processes.stopAll();
    await processes.sweep();
    rmSync(directory, { recursive: true, force: true });
  }
});

/** The kinds that work on this machine; those that do not are named on the console. */
export async function availableKinds(): Promise<ContainmentKind[]> {
  const available: ContainmentKind[] = [];
  for (const kind of ALL_KINDS) {
    await withProcesses({ containment: kind }, async ({ processes }) => {
      const found = await processes.containment();
      if (found.kind === kind) available.push(kind);
      else console.warn(`SKIPPED containment ${kind}: ${found.reason}`);
    });
  }
  return available;
}

/** Hands real processes to a test and ends them all after it. */
export async function withProcesses(
  options: { containment?: ContainmentKind; outputBytesMax?: number },
  test: (fixture: Fixture) => Promise<void>,
): Promise<void> {
  const key = JSON.stringify(options);
  const fixture = fixtures.get(key) ?? makeFixture(options);
  fixtures.set(key, fixture);
  try {
    await test(fixture);
  } finally {
    await fixture.processes.stopAll();
    fixture.reset();
  }
}

export { makeSpec } from "./process-spec.ts";

/** Waits until a pid is gone from the table, or only a zombie. */
export async function gone(pid: number): Promise<void> {
  const deadlineMs = performance.now() + WAIT_MS_MAX;
  for (;;) {
    const stat = readProcess(pid);
    if (stat === undefined || !isAlive(stat)) return;
    if (performance.now() > deadlineMs) throw new Error(`process ${pid} is still there`);
    await delay(5);
  }
}

/** Waits until exactly these of the command lines are listed, once for each process. */
export async function listedAs(
  { processes }: Pick<Fixture, "processes">,
  expected: readonly string[],
): Promise<void> {
  const find = async (): Promise<string[]> => {
    const args = (await processes.list()).map((listing) => listing.args);
    return args.filter((each) => expected.includes(each)).toSorted();
  };
  await expect.poll(find, { interval: 5, timeout: WAIT_MS_MAX }).toEqual(expected.toSorted());
}

function makeFixture(options: { containment?: ContainmentKind; outputBytesMax?: number }): Fixture {
  const directory = mkdtempSync(path.join(tmpdir(), "fleetsim-processes-"));
  const events: { run: number; event: ProcessEvent }[] = [];
  const escaped = new Map<number, readonly number[]>();
  const goneRuns: number[] = [];
  const warnings: string[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => [...waiting].forEach((check) => check());
  const warn = (_fields: object, message: string): number => warnings.push(message);
  const processes = new RealProcesses({
    ...options,
    directory,
    log: { info: () => undefined, warn, error: warn },
    report: (run, event) => {
      events.push({ run, event });
      wake();
    },
    escaped: (run, pids) => {
      escaped.set(run, pids);
      wake();
    },
    gone: (run) => {
      goneRuns.push(run);
      wake();
    },
    nowMs: () => performance.now(),
  });
  const eventsOf = (run: number): ProcessEvent[] =>
    events.filter((each) => each.run === run).map(({ event }) => event);
  const until = (holds: () => boolean): Promise<void> => waitFor(holds, { waiting, events });
  return {
    ...{ processes, directory, escaped, goneRuns, warnings, eventsOf, until },
    reset: () => {
      events.length = 0;
      warnings.length = 0;
      goneRuns.length = 0;
      escaped.clear();
    },
    outputOf: (run, stream) =>
      eventsOf(run)
        .flatMap((event) => {
          return event.type === "process.output" && event.stream === stream ? [event.bytes] : [];
        })
        .join(""),
    untilEvent: async (run, type) => {
      type Wanted = Extract<ProcessEvent, { type: typeof type }>;
      const find = (): Wanted | undefined =>
        eventsOf(run).find((event): event is Wanted => event.type === type);
      await until(() => find() !== undefined);
      return find()!;
    },
  };
}

async function waitFor(
  holds: () => boolean,
  { waiting, events }: { waiting: Set<() => void>; events: readonly unknown[] },
): Promise<void> {
  let check: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    check = () => {
      if (holds()) resolve();
    };
    timer = setTimeout(() => {
      reject(new Error(`waited in vain; reported: ${JSON.stringify(events).slice(-2_000)}`));
    }, WAIT_MS_MAX);
    waiting.add(check);
    check();
  });
  clearTimeout(timer);
  if (check !== undefined) waiting.delete(check);
}
