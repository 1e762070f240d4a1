/** Prints the trace of the busy world with the seed of the command line, for other processes. */
import { traceLine } from "../../src/kernel/trace.ts";
import { busyWorld, playBusyWorld } from "./busy-world.ts";

const made = busyWorld(process.argv[2] ?? "1");
playBusyWorld(made.world);
process.stdout.write(`${made.events.map(traceLine).join("\n")}\n`);
