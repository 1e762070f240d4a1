#!/usr/bin/env node
/** The executable: one run of the program, on this process's terminal. */
import { terminalOutput } from "./output.ts";
import { runProgram } from "./program.ts";

// Expected: whoever read may be gone (`| head`). The fleet goes on; its users talk to its ports.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

process.exitCode = await runProgram(process.argv.slice(2), terminalOutput);
