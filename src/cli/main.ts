#!/usr/bin/env node
/** The executable: one run of the program, on this process's terminal. */
import { terminalOutput } from "./output.ts";
import { runProgram } from "./program.ts";

process.exitCode = await runProgram(process.argv.slice(2), terminalOutput);
