/** `fleetsim machines [NAME]`: the state machines as Mermaid. */
import type { Command } from "commander";
import type { AnyStateMachine } from "xstate";
import { controlChannelMachine } from "../machines/control-channel.ts";
import { idealJobMachine } from "../machines/ideal-job.ts";
import { idealWorkerMachine } from "../machines/ideal-worker.ts";
import { invocationMachine } from "../machines/invocation.ts";
import { jobMachine } from "../machines/job.ts";
import { messagePollMachine } from "../machines/message-poll.ts";
import { nodeMachine } from "../machines/node.ts";
import { processMachine } from "../machines/process.ts";
import { workerMachine } from "../machines/worker.ts";
import { nearest } from "../world/nearest.ts";
import { usageError } from "./exit.ts";
import { machineDiagram } from "./machine-diagram.ts";
import type { Output } from "./output.ts";

/** In the order in which a command meets them. */
const MACHINES: readonly AnyStateMachine[] = [
  invocationMachine,
  controlChannelMachine,
  messagePollMachine,
  jobMachine,
  idealJobMachine,
  workerMachine,
  idealWorkerMachine,
  processMachine,
  nodeMachine,
];

export function addMachines(program: Command, output: Output): void {
  program
    .command("machines")
    .argument("[name]", `one of ${MACHINES.map((machine) => machine.id).join(", ")}`)
    .description("print the state machines as Mermaid diagrams")
    .action((name: string | undefined) => {
      for (const machine of pick(name)) output.out(`%% ${machine.id}\n${machineDiagram(machine)}`);
    });
}

function pick(name: string | undefined): readonly AnyStateMachine[] {
  if (name === undefined) return MACHINES;
  const found = MACHINES.filter((machine) => machine.id === name);
  if (found.length > 0) return found;
  const names = MACHINES.map((machine) => machine.id);
  throw usageError(
    `machines: expected one of ${names.join(", ")}, found "${name}"; the nearest one is ${nearest(name, names)}`,
  );
}
