#!/usr/bin/env node
/**
 * The executable: one run of the program, on this process's terminal.
 *
 * What needs a newer Node, or time to load, is imported after both have been seen to.
 */
import { endOnSignal } from "./early-signal.ts";
import { isNodeTooOld } from "./node-version.ts";

// Expected: whoever read may be gone (`| head`). The fleet goes on; its users talk to its ports.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

endOnSignal();
const { execPath, versions } = process;
if (isNodeTooOld(versions.node)) {
  process.stderr.write(
    `fleetsim: expected Node 22.18 or newer, found ${versions.node} (${execPath}); ` +
      "npm scripts and npx in a checkout run the one that comes along\n",
  );
  process.exit(64);
}
const { terminalOutput } = await import("./output.ts");
const { runProgram } = await import("./program.ts");
process.exitCode = await runProgram(process.argv.slice(2), terminalOutput);
