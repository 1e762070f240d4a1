/** Prints the trace of the busy scenario with the seed of the command line, for other processes. */
import { traceLine } from "../../../src/kernel/trace.ts";
import { busyScenario } from "./busy-scenario.ts";
import { played } from "./scenario.ts";

const { events } = played(busyScenario(), process.argv[2] ?? "1");
process.stdout.write(`${events.map(traceLine).join("\n")}\n`);
