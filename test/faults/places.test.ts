/** The words for places between effects are those that the code has. */
import { describe, expect, test } from "vitest";
import type { AgentEffect, WorkerEffect } from "../../src/agent/input.ts";
import type { ControllerEffect } from "../../src/controller/input.ts";
import { PLACES } from "../../src/faults/agent/places.ts";
import { faultOf } from "../../src/faults/faults.ts";
import { busyWorld, playBusyWorld } from "../world/busy-world.ts";

/** The compiler holds these to be all the effects that there are. */
const AGENT_EFFECTS: Readonly<Record<AgentEffect["type"], true>> = {
  ...{ startTimer: true, stopTimer: true, storeRecord: true, openChannel: true },
  ...{ closeChannel: true, sendFrame: true, sendReplies: true, reportHealth: true },
  ...{ getMessages: true, limitPolling: true, dropPoll: true, acknowledgeMessage: true },
  ...{ failMessage: true, sendReply: true, startWorker: true, attachWorker: true },
  ...{ tellWorker: true, killOrphans: true, rebootNode: true },
};
const WORKER_EFFECTS: Readonly<Record<WorkerEffect["type"], true>> = {
  ...{ startTimer: true, stopTimer: true, startProcess: true, signalProcess: true },
  ...{ signalTree: true, findSurvivors: true, tellAgent: true, endWorker: true },
};
const CONTROLLER_EFFECTS: Readonly<Record<ControllerEffect["type"], true>> = {
  ...{ startTimer: true, stopTimer: true, storeRecord: true, sendFrame: true, closeChannel: true },
};

describe("the places that a plan can name", () => {
  test.each([
    ["agent", AGENT_EFFECTS],
    ["worker", WORKER_EFFECTS],
    ["controller", CONTROLLER_EFFECTS],
  ] as const)("are all effects of the %s", (process, effects) => {
    const first = new Set(PLACES[process].map((word) => word.split(" ")[0]));
    for (const effect of Object.keys(effects)) expect(first).toContain(effect);
  });

  test("are all that a busy world comes to", () => {
    const { world } = busyWorld("3");
    const strangers = new Set<string>();
    let count = 0;
    world.watchBoundaries(({ process, after, before }) => {
      count += 1;
      for (const word of [after, before]) {
        if (!PLACES[process].includes(word)) strangers.add(`${process}: ${word}`);
      }
      return undefined;
    });
    playBusyWorld(world);
    expect(count).toBeGreaterThan(1000);
    expect([...strangers]).toEqual([]);
  });

  test.each([
    [{ after: "storeRecrod" }, "after"],
    [{ process: "worker", after: "storeRecord" }, "after"],
    [{ process: "controller" }, "process"],
  ])("are told apart from other words: %o", (params, key) => {
    const read = faultOf("agentCrash")?.params.safeParse(params);
    expect(read?.success).toBe(false);
    expect(read?.error?.issues[0]?.path).toEqual([key]);
  });
});
