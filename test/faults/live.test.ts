/**
 * Which faults a live fleet takes, and that each refusal has its reason.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FAULTS, LINK_FAULTS, faultOf } from "../../src/faults/faults.ts";
import { liveRefusal, needsHost } from "../../src/faults/live.ts";
import { liveRows } from "./live-rows.ts";
import type { LiveGround } from "../../src/faults/live.ts";

const GROUNDS: readonly LiveGround[] = (["real", "simulated"] as const).flatMap((processes) =>
  (["inside", "processes"] as const).map((agents) => ({ processes, agents })),
);

/** A fault's refusal with its example; absent ones have no params. */
function refusal(name: string, on: LiveGround, example = 0): string | undefined {
  const fault = faultOf(name)!;
  return liveRefusal(fault, fault.params.parse(fault.examples[example]), on);
}

describe.each(GROUNDS)("with $processes processes and agents $agents", (on) => {
  test("a fault of links is carried out, whatever the nodes are", () => {
    for (const { name } of LINK_FAULTS) expect(refusal(name, on)).toBeUndefined();
  });

  test("what a script is made to do needs simulated processes", () => {
    const asked = FAULTS.filter(({ seam }) => seam === "process").map(({ name }) => name);
    expect(asked).toContain("ignoresSignals");
    for (const name of asked) {
      if (on.processes === "simulated") expect(refusal(name, on)).toBeUndefined();
      else expect(refusal(name, on)).toContain("a real script does what it does");
    }
  });

  test("signals are sent to real processes too", () => {
    expect(refusal("killProcesses", on)).toBeUndefined();
    expect(refusal("stopProcesses", on)).toBeUndefined();
  });

  test("a second agent of one id is refused", () => {
    expect(refusal("twoAgents", on)).toContain("one disk");
  });

  test("a named place of the controller is refused, one of an agent is not", () => {
    expect(refusal("agentCrash", on, 2)).toBeUndefined();
    expect(refusal("agentCrash", on, 5)).toContain("controllerRestart");
  });
});

test("the page says of every fault what the table says", () => {
  const page = readFileSync(new URL("../../docs/faults.md", import.meta.url), "utf8");
  const [, section = ""] = page.split("## On a live fleet");
  const [text = ""] = section.split("\n## ");
  const rows = text.split("\n").filter((line) => line.startsWith("| `"));
  const cells = rows.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  expect(cells).toEqual(liveRows(FAULTS));
});

test("faults of links, attempts, calls and the controller need no host", () => {
  const alone = FAULTS.filter((fault) => !needsHost(fault)).map(({ name }) => name);
  expect(alone).toEqual([
    ...LINK_FAULTS.map(({ name }) => name),
    ...["controllerRestart", "throttling", "errorBefore", "errorAfter", "lostAnswer", "slowAnswer"],
  ]);
});
