/**
 * Every field of every record is cloned, and every field that something follows from is hashed.
 *
 * Each field is changed in turn to another value of its kind; a field that is added later and
 * forgotten in `clone` or `encode` makes one of these fail.
 */
import { describe, expect, it } from "vitest";
import { Encoder } from "../../src/kernel/encoder.ts";
import { Acting } from "../../src/process/acting.ts";
import { PROCESS_OPTIONS } from "../../src/process/process-options.ts";
import { Process } from "../../src/process/process-record.ts";
import { ProcessTable } from "../../src/process/process-table.ts";
import { RunBehaviours } from "../../src/process/run-behaviours.ts";
import { Run } from "../../src/process/run-record.ts";
import { Shell } from "../../src/process/shell/shell.ts";
import { Variables } from "../../src/process/shell/variables.ts";
import { compile } from "../../src/process/syntax/compile.ts";
import type { Program } from "../../src/process/syntax/program.ts";

const NEXT_PID = 1010;

/** A record as a bag of fields. */
type Fields = Record<string, unknown>;

/** Fields that are not hashed, each with the reason. */
const NOT_HASHED: Readonly<Record<string, string>> = {
  "Process.startedMs": "only shown in listings; nothing that a process does depends on it",
  "Process.args": "the same; it also holds the ids of the node and the command",
  "ProcessTable.options": "belongs to the world and is the same in all states of a search",
  "ProcessTable.nextPid": "pids count as their distance from it, so it has none of its own",
};

/** Another value for a field, where changing its kind's value is not enough. */
const OTHER: Readonly<Record<string, () => unknown>> = {
  "Process.shell": () => newShell(),
  "Process.waitPids": () => [1001],
  "Process.acting": () => newActing(),
  "Acting.behaviour": () => ({ exitCode: 4 }),
  "Run.behaviours": () => new RunBehaviours([{ match: "a" }]),
  "Shell.program": () => program("false"),
  "Shell.variables": () => newVariables().with("a", "2"),
  "Shell.frames": () => ({ type: "exit", status: 3, under: undefined }),
  "Shell.traps": () => [{ signal: 15, action: program(":") }],
  "Shell.jobs": () => [{ pid: 1001, status: -1, waited: false }],
  "ProcessTable.options": () => ({ ...PROCESS_OPTIONS, commandMs: 5 }),
  "ProcessTable.processes": () => [newProcess()],
  "ProcessTable.runs": () => [new Run(1, 1000)],
};

const RECORDS: readonly (readonly [string, () => object])[] = [
  ["Process", newProcess],
  ["Shell", newShell],
  ["Run", () => new Run(1, 1000)],
  ["Acting", newActing],
  ["ProcessTable", () => new ProcessTable(PROCESS_OPTIONS)],
];

describe.each(RECORDS)("%s", (record, create) => {
  it.each(Object.keys(create()))("clones and hashes %s", (field) => {
    const changed = create() as Fields;
    const name = `${record}.${field}`;
    changed[field] = OTHER[name]?.() ?? another(changed[field]);
    const copy = (changed as { clone(): Fields }).clone();
    expect(copy[field]).toEqual(changed[field]);
    expect(hash(copy)).toBe(hash(changed));
    if (name in NOT_HASHED) expect(hash(changed)).toBe(hash(create()));
    else expect(hash(changed)).not.toBe(hash(create()));
  });

  it("gives a clone records of its own", () => {
    const copied = (create() as { clone(): object }).clone();
    expect(copied).not.toBe(create());
    expect(Object.keys(copied)).toEqual(Object.keys(create()));
  });
});

it("a clone of a table shares no record with it", () => {
  const table = new ProcessTable(PROCESS_OPTIONS);
  const process = newProcess();
  process.shell = newShell();
  process.acting = newActing();
  table.processes = [process];
  table.runs = [new Run(1, 1000)];
  const copy = table.clone();
  expect(copy.processes[0]).not.toBe(process);
  expect(copy.processes[0]?.shell).not.toBe(process.shell);
  expect(copy.processes[0]?.acting).not.toBe(process.acting);
  expect(copy.runs[0]).not.toBe(table.runs[0]);
  expect(hash(copy)).toBe(hash(table));
});

it("the hash forgets how many processes there were before", () => {
  const early = new ProcessTable(PROCESS_OPTIONS);
  const late = new ProcessTable(PROCESS_OPTIONS);
  late.nextPid = 5000;
  for (const table of [early, late]) {
    const pid = table.nextPid;
    table.processes = [
      new Process({ pid, ppid: 2, pgid: pid, sid: 2, run: 1, startedMs: pid, args: "sleep 1" }),
    ];
    table.nextPid += 1;
  }
  expect(hash(late)).toBe(hash(early));
});

function another(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  if (typeof value === "string") return `${value}x`;
  throw new Error("say in OTHER which other value this field can have");
}

function hash(record: object): number {
  const encoder = new Encoder(0);
  (record as { encode(encoder: Encoder, nextPid: number): void }).encode(encoder, NEXT_PID);
  // A run's number and a shell's name count as ids: what is met later tells which they were.
  encoder.id("run 1");
  encoder.id("sh");
  return encoder.finish();
}

function newProcess(): Process {
  return new Process({
    pid: 1001,
    ppid: 1000,
    pgid: 1000,
    sid: 2,
    run: 1,
    startedMs: 7,
    args: "sleep 1",
  });
}

function newActing(): Acting {
  return new Acting({ behaviour: { exitCode: 3 }, isProgram: true });
}

function newShell(): Shell {
  return new Shell({
    program: program("true"),
    variables: newVariables(),
    name: "sh",
    mainPid: 1001,
    ignoredForGood: 0,
  });
}

function program(text: string): Program {
  const compiled = compile(text, PROCESS_OPTIONS);
  if ("type" in compiled) throw new Error(compiled.found);
  return compiled;
}

function newVariables(): Variables {
  return Variables.of(() => new Map([["a", "1"]]));
}
