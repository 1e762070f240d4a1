/**
 * How fast a whole simulated fleet goes in virtual time, as a share of the kernel's bare heap.
 */
import type { Row } from "./row.ts";
import { sampled } from "./samples.ts";

export async function fleetRows(): Promise<Row[]> {
  const median = await sampled("fleet", 3);
  const heap = `bare heap ${thousands(median("heapRate"))}`;
  return [
    {
      name: "10,000 agents, health reports only, of a bare heap",
      value: median("healthShare"),
      unit: "%",
      goal: { atLeast: 20 },
      note: `${thousands(median("healthRate"))} events/CPU s, ${heap}`,
    },
    {
      name: "10,000 agents, a command per node and hour, of a bare heap",
      value: median("commandShare"),
      unit: "%",
      goal: { atLeast: 20 },
      note: `${thousands(median("commandRate"))} events/CPU s, ${heap}`,
    },
  ];
}

/** A send to 1,000 nodes and its cancel. */
export async function cancelRows(): Promise<Row[]> {
  const median = await sampled("cancel-storm", 3);
  const [cpuMs, wallMs] = [median("cpuMs"), median("wallMs")].map(Math.round);
  return [
    {
      name: "send to 1,000 nodes and cancel, until all are final",
      value: median("cpuMs") / 1000,
      unit: "CPU s",
      note:
        `${cpuMs ?? 0} ms CPU, ${wallMs ?? 0} ms wall, ${thousands(median("rate"))} events/CPU s, ` +
        `${median("share").toPrecision(3)} % of a bare heap`,
    },
  ];
}

/** One process: it takes as long as all the others together. */
export async function dayRows(): Promise<Row[]> {
  const value = await sampled("day", 1);
  return [
    {
      name: "10,000 nodes for a day, 240,000 invocations, a tenth cancelled",
      value: value("seconds"),
      unit: "CPU s",
      goal: { atMost: 30 },
      note: `${thousands(value("events"))} events, ${Math.round(value("rssMb"))} MB RSS`,
    },
  ];
}

/** The same fleet untraced and with every monitor that there is. */
export async function judgedRows(): Promise<Row[]> {
  const median = await sampled("judged", 3);
  return [
    {
      name: "2,000 agents with every property judged, of the same untraced",
      value: median("share"),
      unit: "%",
      note: `${median("perLineUs").toPrecision(2)} us a line of ${thousands(median("lines"))}`,
    },
  ];
}

function thousands(value: number): string {
  return `${Math.round(value / 1000).toLocaleString("en")} k`;
}
