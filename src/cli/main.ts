#!/usr/bin/env node
/** The command `fleetsim`: reads its arguments, runs one sub-command, ends with its exit code. */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { addAgent } from "./agent.ts";
import { addController } from "./controller.ts";
import { addEnv } from "./env.ts";
import { CommandError, EXIT, laterError } from "./exit.ts";
import { addMachines } from "./machines.ts";
import { terminalOutput } from "./output.ts";
import { addUp } from "./up.ts";

/** Sub-commands that are fixed but not built yet. */
const LATER = ["run", "explore", "replay", "validate", "ca"];

const program = new Command("fleetsim")
  .description("A fleet of simulated SSM Agents and the controller that commands them.")
  .version(version())
  .showHelpAfterError("(see --help)")
  .exitOverride();

addUp(program, terminalOutput);
addController(program, terminalOutput);
addAgent(program, terminalOutput);
addEnv(program, terminalOutput);
addMachines(program, terminalOutput);
for (const name of LATER) {
  program
    .command(name, { hidden: true })
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => {
      throw laterError(`fleetsim ${name}`);
    });
}

try {
  await program.parseAsync();
  process.exitCode = EXIT.done;
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: unknown): number {
  // Commander has written its own line, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof CommandError) {
    terminalOutput.say(`fleetsim: ${error.message}`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminalOutput.say(`fleetsim: a defect of fleetsim; please report it\n${text}`);
  return EXIT.defect;
}

function version(): string {
  const file = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
