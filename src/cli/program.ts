/** The command line of `fleetsim`: reads arguments, runs one sub-command, answers its exit code. */
import { Command, CommanderError } from "commander";
import { addAgent } from "./agent.ts";
import { addCa } from "./ca.ts";
import { addController } from "./controller.ts";
import { addEnv } from "./env.ts";
import { CommandError, EXIT, laterError } from "./exit.ts";
import { addMachines } from "./machines.ts";
import type { Output } from "./output.ts";
import { packageVersion } from "./package-version.ts";
import { addReport } from "./report.ts";
import { addRun } from "./run.ts";
import { addUp } from "./up.ts";
import { addValidate } from "./validate.ts";

/** Sub-commands that are fixed but not built yet. */
const LATER = ["explore", "replay"];

/** Runs what the arguments say (without node and script) and answers the exit code. */
export async function runProgram(args: readonly string[], output: Output): Promise<number> {
  const program = makeProgram(output);
  try {
    await program.parseAsync(args, { from: "user" });
    return EXIT.done;
  } catch (error) {
    return exitCodeOf(error, output);
  }
}

function makeProgram(output: Output): Command {
  const program = new Command("fleetsim")
    .description("A fleet of simulated SSM Agents and the controller that commands them.")
    .version(packageVersion())
    .showHelpAfterError("(see --help)")
    .configureOutput({
      writeOut: (text) => output.out(text.trimEnd()),
      writeErr: (text) => output.say(text.trimEnd()),
    })
    .exitOverride();
  addUp(program, output);
  addController(program, output);
  addAgent(program, output);
  addRun(program, output);
  addReport(program, output);
  addEnv(program, output);
  addCa(program, output);
  addMachines(program, output);
  addValidate(program, output);
  for (const name of LATER) addLater(program, name);
  return program;
}

function addLater(program: Command, name: string): void {
  program
    .command(name, { hidden: true })
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => {
      throw laterError(`fleetsim ${name}`);
    });
}

function exitCodeOf(error: unknown, output: Output): number {
  // Commander has written its own line, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof CommandError) {
    if (error.message !== "") output.say(`fleetsim: ${error.message}`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  output.say(`fleetsim: a defect of fleetsim; please report it\n${text}`);
  return EXIT.defect;
}
