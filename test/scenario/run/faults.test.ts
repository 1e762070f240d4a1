/** Faults in a run: when they act, on what, and that all of them are over in the end. */
import { describe, expect, test } from "vitest";
import { readStoredTrace } from "../../../src/scenario/stored/stored-trace.ts";
import { traceHeader } from "../../../src/scenario/run/trace-header.ts";
import { after, at, cancel, node, planned, played, scenario, send } from "./scenario.ts";

describe("a fault", () => {
  test("acts from its time on, until its end, counted from the moment at which all are Online", () => {
    const away = planned("partition", {}, { fromMs: 2_000, untilMs: 9_000 });
    const { events, result } = played(
      scenario([at(0, send("deploy", "sleep 1"))], { faults: [away] }),
    );
    const fired = events.filter(({ event }) => event === "fault.fired");
    expect(fired.map(({ atMs }) => atMs - result.readyMs)).toEqual([2_000, 9_000]);
    expect(result.fired).toEqual([{ fault: "partition", count: 1 }]);
  });

  test("is on the nodes of its scope, and on those of a group", () => {
    const away = planned("partition", {}, { scope: { nodes: ["a"] }, untilMs: 5_000 });
    const nodes = [node("a1"), node("b1"), node("a2")];
    const { events, result } = played(scenario([], { faults: [away], nodes }));
    const cut = events.filter(({ event }) => event === "link.cut").map((event) => event.node);
    expect(cut).toEqual([result.nodeIds["a1"], result.nodeIds["a2"]]);
  });

  test("about a command acts on the first frame of it", () => {
    const lost = planned("drop", {}, { scope: { command: "two", direction: "toAgent" } });
    const { result } = played(
      scenario(
        [
          at(0, send("one", "sleep 1", { TimeoutSeconds: 30 })),
          at(100, send("two", "sleep 1", { TimeoutSeconds: 30 })),
        ],
        { faults: [lost] },
      ),
    );
    expect(result.outcomes).toMatchObject([
      { command: "one", status: "Success" },
      { command: "two", status: "TimedOut", details: "DeliveryTimedOut" },
    ]);
  });

  test("by an event and its count acts on that very frame", () => {
    const on = { event: "frame.sent", message: "agent_job_reply", node: "a1", count: 3 } as const;
    const { events, result } = played(
      scenario([at(0, send("deploy", "sleep 1"))], { faults: [planned("drop", {}, { on })] }),
    );
    const dropped = events.filter(({ event }) => event === "frame.dropped");
    expect(dropped.map(({ message }) => message)).toEqual(["agent_job_reply"]);
    const sent = events.filter((event) => event["message"] === "agent_job_reply");
    expect(sent.filter(({ event }) => event === "frame.sent").indexOf(sent[0]!)).toBe(0);
    expect(result.fired).toEqual([{ fault: "drop", count: 1 }]);
  });
});

describe("a client's call that a fault meets", () => {
  const steps = [at(0, send("deploy", "sleep 2")), at(1_000, cancel("deploy"))];

  test("and whose answer is lost: the command runs, and can't be cancelled by its client", () => {
    const lost = planned("lostAnswer", {}, { scope: { operations: ["SendCommand"] } });
    const { result } = played(scenario(steps, { faults: [lost] }));
    expect(result.refusals).toMatchObject([{ step: 0, code: "ECONNRESET" }]);
    expect(result.unplayed).toEqual([1]);
    // Whoever watches the run knows the command all the same.
    expect(result.outcomes).toMatchObject([{ command: "deploy", status: "Success" }]);
  });

  test("and that is refused: it is made once, and told", () => {
    const busy = planned("throttling", {}, { scope: { operations: ["CancelCommand"] } });
    const { result } = played(scenario(steps, { faults: [busy] }));
    expect(result.refusals).toMatchObject([
      { step: 1, operation: "CancelCommand", code: "ThrottlingException" },
    ]);
    expect(result.unplayed).toEqual([]);
    expect(result.outcomes).toMatchObject([{ command: "deploy", status: "Success" }]);
  });

  test("and a controller that starts over: the run goes on, and ends", () => {
    const restart = planned("controllerRestart", "3s", { fromMs: 500 });
    const { result } = played(scenario(steps, { faults: [restart] }));
    expect(result.refusals).toMatchObject([{ step: 1, code: "ECONNREFUSED" }]);
    expect(result.outcomes).toMatchObject([{ command: "deploy", status: "Success" }]);
  });
});

describe("in the end", () => {
  test("a fault without an end is healed, and the agent is back", () => {
    const away = planned("partition", {}, { fromMs: 1_000 });
    const { events, result } = played(
      scenario([at(0, send("deploy", "sleep 2", { TimeoutSeconds: 30 }))], { faults: [away] }),
    );
    const healed = events.findLast(({ event }) => event === "link.healed");
    const opened = events.findLast(({ event }) => event === "link.opened");
    expect(healed).toBeDefined();
    expect(opened?.atMs).toBeGreaterThan(healed?.atMs ?? Infinity);
    expect(result.endMs).toBeGreaterThanOrEqual(opened?.atMs ?? Infinity);
    expect(result.violations.filter(({ property }) => property === "agentsComeBack")).toEqual([]);
  });

  test("steps and faults have no longer than the scenario lasts", () => {
    const away = planned("partition", {}, { fromMs: 1_000, untilMs: 60_000 });
    const { events, result } = played(
      scenario([at(0, send("deploy", "sleep 2")), at(50_000, send("late", "sleep 2"))], {
        faults: [away],
        options: { lastsMs: 10_000 },
      }),
    );
    const healed = events.find(({ event }) => event === "link.healed");
    expect((healed?.atMs ?? 0) - result.readyMs).toBe(10_000);
    expect(result.unplayed).toEqual([1]);
    expect(result.outcomes).toMatchObject([{ command: "deploy", status: "Success" }]);
  });

  test("a command for a stopped node ends by its deadline, and is waited for", () => {
    const { result } = played(
      scenario([
        at(0, { do: "stop", nodes: ["a1"] }),
        at(20_000, send("deploy", "true", { TimeoutSeconds: 3600 })),
      ]),
    );
    expect(result.outcomes).toMatchObject([{ details: "DeliveryTimedOut" }]);
    // Both limits: the controller has handed it to a channel whose other end is gone.
    expect(result.endMs).toBeGreaterThan(7_200_000);
    expect(result.endMs).toBeLessThan(7_300_000);
  });

  test("an agent that was crashed for good is not waited for", () => {
    const { result } = played(
      scenario([
        at(0, send("deploy", "sleep 1", { TimeoutSeconds: 30 })),
        at(100, { do: "crash", nodes: ["a1"], restartMs: undefined }),
      ]),
    );
    expect(result.endMs).toBeLessThan(7_300_000);
    expect(result.outcomes.map(({ status }) => status)).not.toContain("InProgress");
  });
});

test("a stored trace begins with all that was in force, and reads back as it was", () => {
  const lost = planned("delay", ["50ms", "400ms"], { untilMs: 4_000 });
  const steps = [
    at(0, send("deploy", "sleep 60")),
    after({ event: "process.started" }, cancel("deploy"), [0, 500]),
  ];
  const one = scenario(steps, { faults: [lost] });
  const { events, result } = played(one);
  const header = traceHeader(one, result, { version: "0.0.0", file: "a.yaml", set: {} });
  const read = JSON.parse(header) as Record<string, unknown>;
  expect(read).toMatchObject({
    ...{ v: 1, version: "0.0.0", file: "a.yaml", set: {}, seed: "7", readyMs: result.readyMs },
    nodes: result.nodeIds,
    commands: result.commandIds,
    options: { latencyMs: "5..20" },
    scenario: { name: "a test", faults: [{ fault: "delay", untilMs: 4_000 }] },
  });
  const text = [header, ...events.map((event) => JSON.stringify(event))].join("\n");
  expect(readStoredTrace(text)).toMatchObject({ events, headers: 1, isCutOff: false });
});

describe("a behaviour of the fleet", () => {
  const lasts = { minMs: 2_000, maxMs: 4_000 };
  const behaviours = [{ match: "backup.sh", lasts, ignores: ["TERM"], escapes: true } as const];
  const steps = [at(0, send("deploy", "echo on; backup.sh")), at(1_000, cancel("deploy"))];
  const ended = (profile: "ideal" | "amazon-ssm-agent") =>
    played(scenario(steps, { behaviours, nodes: [node("a1", { profile })] })).result.outcomes;

  test("is what its commands do in a run, and the cancel meets it", () => {
    expect(ended("amazon-ssm-agent")).toMatchObject([{ status: "Cancelled", escaped: true }]);
    expect(ended("ideal")).toMatchObject([{ status: "Cancelled", escaped: false }]);
  });

  test("is drawn for each run", () => {
    const lengths = ["1", "2", "3", "4"].map((seed) => {
      const one = scenario([at(0, send("deploy", "backup.sh"))], { behaviours, options: { seed } });
      return Number(played(one).events.find(({ event }) => event === "process.exited")?.atMs);
    });
    expect(new Set(lengths).size).toBeGreaterThan(1);
  });
});
