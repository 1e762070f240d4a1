/**
 * Faults of processes in a virtual world: whom they meet, and what an agent makes of it.
 */
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { AMAZON_SSM_AGENT, withProfile } from "../../src/agent/options.ts";
import { PROFILES } from "../../src/agent/profile.ts";
import type { ProfileName } from "../../src/agent/profile.ts";
import { PROCESS_FAULTS } from "../../src/faults/process/process-faults.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { isFinalStatus } from "../world/final-status.ts";
import {
  cancel,
  facts,
  invocation,
  lines,
  makeOnlineWorld,
  nodeId,
  send,
} from "../world/fixture.ts";
import type { TestWorld } from "../world/fixture.ts";
import { plan } from "./plan.ts";

const N0 = nodeId(0);
const N1 = nodeId(1);

function online(profile: ProfileName = "amazon-ssm-agent", count = 1): TestWorld {
  const options = { ...VIRTUAL_DEFAULTS, agent: withProfile(AMAZON_SSM_AGENT, profile) };
  return makeOnlineWorld({ options, count });
}

function play({ world }: TestWorld, ms: number): void {
  world.runUntil(world.nowMs + ms);
}

/** Plays up to the start of as many processes as have been sent scripts. */
function untilStarted({ world, events }: TestWorld, count = 1): void {
  const started = () => facts(events, "process.started").length >= count;
  expect(world.runUntilTrue(started, world.nowMs + 10_000)).toBe(true);
}

/** How a command ended, or what it is at. */
function end(made: TestWorld, id: string, node = N0): string {
  const over = () => isFinalStatus(invocation(made.world, id, node).Status);
  made.world.runUntilTrue(over, made.world.nowMs + 60_000);
  const { Status, ResponseCode } = invocation(made.world, id, node);
  return `${Status} ${ResponseCode}`;
}

describe("each fault of processes", () => {
  test.each(PROCESS_FAULTS)("$name has examples, and a schema for editors", (fault) => {
    expect(fault.examples.length).toBeGreaterThan(0);
    for (const example of fault.examples) fault.params.parse(example);
    expect(z.toJSONSchema(fault.params, { io: "input" })).toMatchObject({ type: "object" });
    expect(fault.params.safeParse({ nonsense: 1 }).success).toBe(false);
  });
});

/** The script lasts a minute; the cancel comes a second after its start. */
const ROWS: readonly (readonly [
  fault: string,
  params: object,
  real: string,
  ideal: string,
  alive: readonly [number, number],
])[] = [
  ["ignoresSignals", {}, "Cancelled 137", "Cancelled 137", [0, 0]],
  ["trapsSignal", { cleansUpFor: "2s", exitCode: 9 }, "Cancelled 137", "Cancelled 9", [0, 0]],
  ["exitsLate", { by: "30s" }, "Cancelled 137", "Cancelled 137", [1, 1]],
  ["exitsWhileKilled", {}, "Cancelled 137", "Cancelled 0", [0, 0]],
  ["outOfMemory", { after: "500ms" }, "Cancelled 137", "Cancelled 137", [0, 0]],
  ["stopped", { after: "500ms" }, "Cancelled 137", "Cancelled 137", [0, 0]],
  ["uninterruptible", { lasts: true }, "Cancelled 137", "Cancelled 137", [1, 1]],
  ["escapesBySetsid", {}, "Cancelled 137", "Cancelled 143", [1, 0]],
  ["doubleForks", { lasts: "60s" }, "Cancelled 137", "Cancelled 143", [1, 0]],
  ["holdsPipe", { lasts: "30s" }, "Cancelled 137", "Cancelled 143", [0, 0]],
  ["floodsOutput", {}, "Cancelled 137", "Cancelled 143", [0, 0]],
  ["brokenUtf8", {}, "Cancelled 137", "Cancelled 143", [0, 0]],
  ["spawnError", {}, "Failed 1", "Failed 1", [0, 0]],
  ["forksWhenSignalled", { lasts: "60s" }, "Cancelled 137", "Cancelled 143", [0, 0]],
];

describe("a cancel of a script whose own process is met by", () => {
  test.each(ROWS)("%s %j", (fault, params, real, ideal, alive) => {
    const found = PROFILES.map((profile) => {
      const made = online(profile);
      made.world.faults.put(plan(fault, params));
      const id = send(made.world, "echo on; sleep 60", { InstanceIds: [N0] });
      made.world.runUntilTrue(() => facts(made.events, "fault.fired").length > 0, 20_000);
      play(made, 1000);
      cancel(made.world, id);
      const status = end(made, id);
      expect(facts(made.events, "fault.fired")).toMatchObject([
        { node: N0, command: id, fault, did: "behave" },
      ]);
      return [status, made.world.processes().length];
    });
    expect(found).toEqual([
      [real, alive[0]],
      [ideal, alive[1]],
    ]);
  });

  test("every one of them has a row", () => {
    const own = PROCESS_FAULTS.filter(({ seam }) => seam === "process").map(({ name }) => name);
    expect(ROWS.map(([fault]) => fault)).toEqual(own);
  });
});

describe("a fault of processes", () => {
  test("meets what starts on its nodes while it is on, and nothing else", () => {
    const made = online("amazon-ssm-agent", 2);
    const before = send(made.world, "sleep 5", { InstanceIds: [N0] });
    untilStarted(made);
    const scope = { nodes: [N0] };
    made.world.faults.put(plan("spawnError", {}, { scope, untilMs: 5000 }));
    const [met, elsewhere] = [N0, N1].map((node) =>
      send(made.world, "sleep 5", { InstanceIds: [node] }),
    );
    play(made, 6000);
    const after = send(made.world, "sleep 5", { InstanceIds: [N0] });
    expect(end(made, before)).toBe("Success 0");
    expect(end(made, met ?? "")).toBe("Failed 1");
    expect(invocation(made.world, met ?? "", N0).StandardErrorContent).toBe(
      "failed to run commands: fork/exec /bin/sh: cannot allocate memory",
    );
    expect(end(made, elsewhere ?? "", N1)).toBe("Success 0");
    expect(end(made, after)).toBe("Success 0");
  });

  test("acts as often as its plan says", () => {
    const made = online();
    made.world.faults.put(plan("spawnError", {}, { times: 2 }));
    const ids = [1, 2, 3].map(() => send(made.world, "exit 0", { InstanceIds: [N0] }));
    const ends = ids.map((id) => end(made, id)).sort();
    expect(ends).toEqual(["Failed 1", "Failed 1", "Success 0"]);
    expect(made.world.faults.list()).toMatchObject([{ fired: 2, isOver: true }]);
  });

  test("of one command leaves the others alone", () => {
    const made = online();
    const [one, other] = [1, 2].map(() => send(made.world, "sleep 1", { InstanceIds: [N0] }));
    made.world.faults.put(plan("spawnError", {}, { scope: { command: one ?? "" } }));
    expect([end(made, one ?? ""), end(made, other ?? "")]).toEqual(["Failed 1", "Success 0"]);
  });

  test("of commands that match leaves the script alone, and adds to what the fleet says", () => {
    const exitCode = 4;
    const made = makeOnlineWorld({ behaviours: [{ match: "backup.sh", exitCode }] });
    made.world.faults.put(plan("outOfMemory", { after: "1s", match: "sleep" }));
    made.world.faults.put(plan("brokenUtf8", { match: "backup.sh" }));
    const id = send(made.world, "sleep 3; echo $?; backup.sh; echo $?", { InstanceIds: [N0] });
    expect(end(made, id)).toBe("Success 0");
    const output = invocation(made.world, id, N0).StandardOutputContent;
    expect(output).toMatch(/^137\n\ufffd.* no UTF-8: .*4\n$/s);
  });

  test("adds up with another one", () => {
    const made = online("ideal");
    made.world.faults.put(plan("ignoresSignals"));
    made.world.faults.put(plan("escapesBySetsid"));
    made.world.faults.put(plan("exitsLate", { by: "60s" }));
    const id = send(made.world, "sleep 300", { InstanceIds: [N0] });
    untilStarted(made);
    cancel(made.world, id);
    expect(end(made, id)).toBe("Cancelled 137");
    expect(facts(made.events, "process.signalled").map(({ signal }) => signal)).toEqual([
      "SIGTERM",
      "SIGKILL",
    ]);
    expect(made.world.processes()).toHaveLength(1);
  });
});

describe("killProcesses", () => {
  const kill = (profile: ProfileName): [string, number] => {
    const made = online(profile);
    const id = send(made.world, "echo on; sleep 20; echo off", { InstanceIds: [N0] });
    untilStarted(made);
    made.world.faults.put(plan("killProcesses"));
    return [end(made, id), facts(made.events, "process.signalled").length];
  };

  test("ends the leaders of all runs, and the agents say how", () => {
    // No exit code, and 128 and the signal's number.
    expect(PROFILES.map(kill)).toEqual([
      ["Failed -1", 0],
      ["Failed 137", 0],
    ]);
  });
});

describe("stopProcesses", () => {
  test("holds up what runs until it ends", () => {
    const made = online("ideal");
    const id = send(made.world, "sleep 1; echo on; sleep 1", { InstanceIds: [N0] });
    untilStarted(made);
    made.world.faults.put(plan("stopProcesses", {}, { untilMs: 30_000 }));
    play(made, 20_000);
    expect(invocation(made.world, id, N0).Status).toBe("InProgress");
    expect(end(made, id)).toBe("Success 0");
  });

  test("is no way out of a cancel", () => {
    const made = online("ideal");
    const id = send(made.world, "sleep 60", { InstanceIds: [N0] });
    untilStarted(made);
    made.world.faults.put(plan("stopProcesses"));
    cancel(made.world, id);
    expect(end(made, id)).toBe("Cancelled 137");
  });
});

describe("a world with behaviours and faults", () => {
  const lasts = { minMs: 500, maxMs: 9000 };
  const made = (seed: string) => {
    const behaviours = [{ match: "job", lasts, traps: lasts, escapes: lasts, exitsLate: lasts }];
    const one = makeOnlineWorld({ seed, behaviours, count: 3 });
    one.world.faults.put(plan("uninterruptible", { lasts: ["1s", "4s"], match: "job" }));
    one.world.faults.put(plan("forksWhenSignalled", { lasts: "9s" }));
    const sent = send(one.world, "job a; job b", {
      Targets: [{ Key: "tag:role", Values: ["web", "db"] }],
    });
    return { ...one, sent };
  };

  test("plays the same with the same seed, and draws anew with another", () => {
    const trace = (seed: string) => {
      const one = made(seed);
      play(one, 3000);
      cancel(one.world, one.sent);
      play(one, 60_000);
      return lines(one.events);
    };
    expect(trace("a")).toBe(trace("a"));
    expect(trace("b")).not.toBe(trace("a"));
  });

  test.each([1000, 2500, 4000])("can be cloned at %d ms: both go on alike", (at) => {
    const one = made("c");
    play(one, at);
    const events: TestWorld["events"] = [];
    const copy = one.world.clone([(event) => events.push(event)]);
    const before = one.events.length;
    for (const world of [one.world, copy]) {
      cancel(world, one.sent);
      world.runUntil(world.nowMs + 60_000);
    }
    const rest = one.events.slice(before).map(({ seq: _seq, ...event }) => event);
    expect(events.map(({ seq: _seq, ...event }) => event)).toEqual(rest);
    expect(events.length).toBeGreaterThan(20);
  });
});
