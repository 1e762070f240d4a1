/**
 * Starts a run as the agent does: `sh -c <path>`, which leads a new process group in the worker's
 * session, and its child `/bin/sh <path>`, which runs the script.
 *
 * So `$$` in a script is not the leader's pid, and a script that a signal ends makes the leader
 * exit with 128 and the signal's number. With `exec` the script's own shell is the leader.
 */
import { beginActing } from "./begin-acting.ts";
import type { Behaviour } from "./behaviour.ts";
import { utf8Bytes } from "./byte-string.ts";
import { exitProcess } from "./end-process.ts";
import { forkProcess } from "./fork-process.ts";
import type { Moment } from "./moment.ts";
import { outsideSubset } from "./outside-subset.ts";
import { WORKER_PID } from "./pid.ts";
import type { ProcessSpec } from "./process-event.ts";
import { isAlive } from "./process-life.ts";
import { Process, TO_STDERR } from "./process-record.ts";
import type { RunBehaviours } from "./run-behaviours.ts";
import { Run } from "./run-record.ts";
import { Shell } from "./shell/shell.ts";
import { Variables } from "./shell/variables.ts";
import { compile } from "./syntax/compile.ts";
import type { CompileBounds } from "./syntax/compile.ts";
import type { Program } from "./syntax/program.ts";
import { beginWait } from "./wait.ts";

/** What the leader still has to do once its child has ended: end with its status. */
const END: Program = { code: [{ op: "exit" }], hashHigh: 0, hashLow: 0 };

/** What the system says when it has no room for another process. */
const NO_ROOM = "resource temporarily unavailable";

/** What a run begins with. */
export interface RunStart {
  readonly run: number;
  readonly spec: ProcessSpec;
  readonly behaviours?: RunBehaviours | undefined;
}

/** Starts both shells and reports `process.started`; they run when the caller lets the moment. */
export function startRun(moment: Moment, start: RunStart): void {
  const { run, spec } = start;
  const behaviour = start.behaviours?.ofScript;
  if (behaviour?.spawnError !== undefined) {
    fail(moment, run, behaviour.spawnError);
    return;
  }
  const path = scriptPath(spec);
  const variables = Variables.of(() => environmentOf(spec, path));
  const parts = { script: spec.script, path, variables, behaviour };
  const leader = startLeader(moment, run, path);
  if (spec.exec === true) {
    begin(moment, start, leader.pid);
    becomeScript(moment, leader, parts);
    return;
  }
  const child = forkProcess(moment, leader);
  if (child === undefined) {
    moment.discard(leader);
    fail(moment, run, NO_ROOM);
    return;
  }
  begin(moment, start, leader.pid);
  const ofLeader = { program: END, variables, name: "sh", mainPid: leader.pid };
  leader.shell = new Shell({ ...ofLeader, ignoredForGood: 0 });
  beginWait(moment, leader, child.pid, []);
  becomeScript(moment, child, parts);
}

/** What the agent says of a process that could not be started. */
function fail(moment: Moment, run: number, error: string): void {
  moment.report(run, { type: "process.failed", message: `fork/exec /bin/sh: ${error}` });
}

function begin(moment: Moment, { run, behaviours }: RunStart, leaderPid: number): void {
  moment.addRun(new Run(run, leaderPid, behaviours));
  moment.report(run, { type: "process.started", pid: leaderPid });
}

/** What the shell that runs a script begins with. */
interface ScriptParts {
  readonly script: string;
  readonly path: string;
  readonly variables: Variables;
  readonly behaviour: Behaviour | undefined;
}

/** Makes a process the shell that runs the script, and behave as it is told to. */
function becomeScript(moment: Moment, process: Process, parts: ScriptParts): void {
  const { behaviour } = parts;
  loadScript(moment, process, parts);
  if (behaviour === undefined || !isAlive(process.life)) return;
  beginActing(moment, process, { behaviour, isProgram: false });
}

function loadScript(moment: Moment, process: Process, parts: ScriptParts): void {
  const { script, path, variables } = parts;
  process.args = `/bin/sh ${path}`;
  const program = compileScript(script, moment.options);
  if ("type" in program) {
    const message = `${path}: ${program.line}: ${outsideSubset(program.found)}\n`;
    moment.write(process, TO_STDERR, message);
    exitProcess(moment, process, 127);
    return;
  }
  const mainPid = process.pid;
  process.shell = new Shell({ program, variables, name: path, mainPid, ignoredForGood: 0 });
}

/**
 * The latest script and its program. A fleet runs one script on thousands of nodes, and a program
 * is never changed, so that all of them may share it.
 */
let latest:
  { script: string; bounds: CompileBounds; program: ReturnType<typeof compile> } | undefined;

function compileScript(script: string, bounds: CompileBounds): ReturnType<typeof compile> {
  if (latest?.script !== script || latest.bounds !== bounds) {
    latest = { script, bounds, program: compile(utf8Bytes(script), bounds) };
  }
  return latest.program;
}

/** The leader, which has no shell yet: its child is given another one than a fork would have. */
function startLeader(moment: Moment, run: number, path: string): Process {
  const pid = moment.takePid();
  const args = `sh -c ${path}`;
  const startedMs = moment.nowMs;
  const leader = new Process({
    pid,
    ppid: WORKER_PID,
    pgid: pid,
    sid: WORKER_PID,
    run,
    startedMs,
    args,
  });
  moment.add(leader);
  return leader;
}

function scriptPath(spec: ProcessSpec): string {
  const { node, commandId, stepName } = spec;
  return `/var/lib/amazon/ssm/${node}/document/orchestration/${commandId}/${stepName}/_script.sh`;
}

/** The environment as bytes; PWD is set as every shell does. */
function environmentOf(spec: ProcessSpec, path: string): ReadonlyMap<string, string> {
  const environment = new Map<string, string>();
  for (const [name, value] of Object.entries(spec.environment)) {
    environment.set(utf8Bytes(name), utf8Bytes(value));
  }
  environment.set("PWD", utf8Bytes(spec.workingDirectory || path.replace(/\/[^/]*$/, "")));
  return environment;
}
