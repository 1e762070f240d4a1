/**
 * How fast a machine's step is beside xstate's own, on the same machines and events.
 */
import type { Row } from "./row.ts";
import { sampled } from "./samples.ts";

const MACHINES = ["control-channel", "invocation", "job", "node", "process", "worker"];

export async function machineRows(): Promise<Row[]> {
  const median = await sampled("machines", 3);
  const each = MACHINES.map((machine) => ({ machine, ratio: Math.round(median(machine)) }));
  return [
    {
      name: "machine runtime against actor.send, all machines",
      value: median("all"),
      unit: "x",
      goal: { atLeast: 200 },
      note: each.map(({ machine, ratio }) => `${machine} ${ratio}`).join(", "),
    },
  ];
}
