/**
 * Hosts and the controller's faults: what stands is taken back when the controller is gone, and told
 * anew to a host that comes again; and nothing is left when all has stopped.
 */
import { afterEach, describe, expect, test, vi } from "vitest";
import { startService } from "../../../src/io/live-service.ts";
import type { LiveService } from "../../../src/io/live-service.ts";
import type { TraceEvent } from "../../../src/kernel/trace.ts";
import { FaultLedger, STANDING_MAX } from "../../../src/io/host-channel/fault-ledger.ts";
import { faultOrder, takenBackBy, takesBack } from "../../../src/io/host-channel/fault-order.ts";
import type { FaultOrder } from "../../../src/io/host-channel/fault-order.ts";
import { Hosts } from "../../../src/io/host-channel/hosts.ts";
import type { LiveCore } from "../../../src/io/server/live-core.ts";
import { controllerMessage } from "../../../src/io/host-channel/protocol.ts";
import { hostHands } from "../../../src/io/faults/host-hands.ts";
import { quickNode, withHost } from "../host/fixture.ts";
import { SILENT, TestHost, hostNode, http, withService } from "../server/with-service.ts";
import { NODE, isEvent, liveFleet, plan } from "./live-fleet.ts";

const SCOPE = { nodes: [NODE] };
const GROUND = { processes: "simulated", agents: "inside" } as const;

afterEach(() => vi.restoreAllMocks());

/** One that is like no other. */
function slowBy(ms: number) {
  return { hand: "slowAgent", by: { minMs: ms, maxMs: ms + 1 } } as const;
}

describe("a ledger", () => {
  test("keeps what stands, and forgets what was taken back", () => {
    const ledger = new FaultLedger();
    const slow = { hand: "slowAgent", by: { minMs: 1, maxMs: 2 } } as const;
    ledger.note(NODE, { hand: "hangAgent" });
    ledger.note(NODE, slow);
    ledger.note(NODE, { hand: "restartAgent" });
    ledger.note(NODE, { hand: "quickenAgent", by: { maxMs: 2, minMs: 1 } });
    ledger.note(NODE, { hand: "moveClock", byMs: 5 });
    expect(ledger.standing(NODE)).toEqual([{ hand: "hangAgent" }, { hand: "moveClock", byMs: 5 }]);
    expect(ledger.takeAll()).toEqual([
      { node: NODE, order: { hand: "moveClockBack", byMs: 5 } },
      { node: NODE, order: { hand: "wakeAgent" } },
    ]);
    expect(ledger.standing(NODE)).toEqual([]);
  });

  test("refuses the order that is one too many, and loses none that stood before", () => {
    const ledger = new FaultLedger();
    const orders = Array.from({ length: STANDING_MAX }, (_, at) => slowBy(at));
    for (const order of orders) expect(ledger.note(NODE, order)).toBe("acts");
    expect(ledger.note(NODE, { hand: "hangAgent" })).toBe("isOneTooMany");
    expect(ledger.standing(NODE)).toEqual(orders);
    // What nothing takes back does not stand, and has its place at any time.
    expect(ledger.note(NODE, { hand: "restartAgent" })).toBe("acts");
    expect(ledger.note(NODE, { hand: "wakeAgent" })).toBe("isIdle");
    expect(ledger.note(NODE, { hand: "quickenAgent", by: orders[7]!.by })).toBe("acts");
    expect(ledger.note(NODE, { hand: "hangAgent" })).toBe("acts");
    expect(ledger.standing(NODE)).toHaveLength(STANDING_MAX);
  });

  test("carries a clock's two ways apart: what takes back never stands", () => {
    const ledger = new FaultLedger();
    expect(ledger.note(NODE, { hand: "moveClock", byMs: -5 })).toBe("acts");
    expect(ledger.note(NODE, { hand: "moveClockBack", byMs: 5 })).toBe("isIdle");
    expect(ledger.note(NODE, { hand: "moveClockBack", byMs: -5 })).toBe("acts");
    expect(ledger.note(NODE, { hand: "moveClockBack", byMs: -5 })).toBe("isIdle");
    expect(ledger.standing(NODE)).toEqual([]);
  });

  test("has every order of the hands in the protocol, and its way back", () => {
    const orders: FaultOrder[] = [];
    const hands = hostHands((_node, order) => orders.push(order));
    const span = { minMs: 1, maxMs: 2 };
    const arguments_: Readonly<Record<string, readonly unknown[]>> = {
      ...{ slowAgent: [span], quickenAgent: [span], slowDisk: [span], quickenDisk: [span] },
      ...{
        moveClock: [7],
        moveClockBack: [7],
        order: ["stop"],
        interrupt: ["stop", 9],
        signalProcesses: ["STOP"],
      },
    };
    for (const [name, hand] of Object.entries(hands)) {
      (hand as (...all: unknown[]) => void)(NODE, ...(arguments_[name] ?? []));
    }
    expect(orders).toHaveLength(Object.keys(hands).length - 2);
    for (const order of orders) {
      const message = { type: "fault", request: 1, node: NODE, order };
      expect(controllerMessage.parse(message)).toEqual(message);
      const back = takenBackBy(order);
      if (back === undefined) continue;
      expect(faultOrder.parse(back)).toEqual(back);
      expect([takesBack(order), takesBack(back)]).toEqual([false, true]);
    }
  });

  test.each([
    [{ hand: "fly" }],
    [{ hand: "slowAgent" }],
    [{ hand: "moveClock", byMs: 1e30 }],
    [{ hand: "interrupt", action: "stop", noticeMs: -1 }],
    [{ hand: "signalProcesses", signal: "TERM" }],
  ])("no order is %o", (order) => {
    const message = { type: "fault", request: 1, node: NODE, order };
    expect(controllerMessage.safeParse(message).success).toBe(false);
  });
});

test("a fault's order that is one too many is told in the trace, and not sent", () => {
  const told: unknown[] = [];
  const core = { write: (_source: string, fact: unknown) => told.push(fact) };
  const nodeLeft = () => undefined;
  const hosts = new Hosts({ core: () => core as unknown as LiveCore, nodeLeft });
  for (let at = 0; at < STANDING_MAX; at += 1) hosts.fault(NODE, slowBy(at));
  expect(told).toEqual([]);
  hosts.fault(NODE, { hand: "hangAgent" });
  const found = "one more, which is not carried out";
  const problem = { hand: "hangAgent", error: "TooManyFaults", found };
  expect(told).toEqual([{ event: "fault.failed", node: NODE, ...problem }]);
});

/** A host of one node that takes faults. */
async function join(url: string): Promise<TestHost> {
  const host = new TestHost(`${url}/_fleetsim/host`);
  await host.upgraded();
  host.say({ type: "hello", host: "a", nodes: [hostNode(NODE)], faults: GROUND });
  expect((await host.nextMessage()).type).toBe("welcome");
  return host;
}

test("what is to happen now fails on a node whose host is away; what stands is told later", async () => {
  await withService({}, async (service) => {
    const failures: TraceEvent[] = [];
    const first = await join(service.url);
    await new Promise((resolve) => {
      service.onStatus((event) => {
        if (event.event === "fault.failed") failures.push(event);
        if (event.event === "host.left") resolve(event);
      });
      first.socket.terminate();
    });
    service.faults.put(plan("nodeReboot", {}, { scope: SCOPE }));
    const hang = service.faults.put(plan("agentHang", {}, { scope: SCOPE }));
    service.faults.lift(hang);
    expect(failures).toMatchObject([
      { node: NODE, hand: "order", error: "NotDrivable", found: "one without" },
    ]);
  });
});

describe("a node that left", () => {
  /** What a fault has done to a node that is gone by now, and another one under its id. */
  async function another(service: LiveService): Promise<TestHost> {
    const host = await join(service.url);
    service.faults.put(plan("agentHang", {}, { scope: SCOPE }));
    service.faults.put(plan("clockSkew", { ahead: "1s" }, { scope: SCOPE }));
    service.faults.put(plan("partition", {}, { scope: SCOPE }));
    await host.answer("fault", null);
    await host.answer("fault", null);
    host.say({ type: "nodeRemoved", node: NODE });
    host.say({ type: "nodesAdded", nodes: [hostNode(NODE)] });
    await host.flushed();
    return host;
  }

  test("takes with it what was on, and nothing is taken back from another one", async () => {
    await withService({}, async (service) => {
      const events: TraceEvent[] = [];
      service.onStatus((event) => events.push(event));
      const host = await another(service);
      const ended = events.filter(isEvent("fault.fired", { node: NODE, phase: "end" }));
      expect(ended.map(({ fault }) => fault)).toEqual(["agentHang", "clockSkew", "partition"]);
      expect(events.filter(isEvent("link.healed", { node: NODE }))).toHaveLength(1);
      service.faults.healAll();
      await host.flushed();
      expect(host.hasMessage).toBe(false);
      expect(events.filter(isEvent("fault.failed"))).toEqual([]);
      host.socket.terminate();
    });
  });

  test("leaves no order for another one whose host comes again", async () => {
    await withService({}, async (service) => {
      const first = await another(service);
      await new Promise((resolve) => {
        service.onStatus(({ event }) => event === "host.left" && resolve(event));
        first.socket.terminate();
      });
      const second = await join(service.url);
      await second.flushed();
      expect(second.hasMessage).toBe(false);
      second.socket.terminate();
    });
  });

  test("while its host was away leaves no order, either", async () => {
    await withService({}, async (service) => {
      const first = await join(service.url);
      service.faults.put(plan("agentHang", {}, { scope: SCOPE }));
      await first.answer("fault", null);
      await new Promise((resolve) => {
        service.onStatus(({ event }) => event === "host.left" && resolve(event));
        first.socket.terminate();
      });
      const removed = await http(`${service.url}/_fleetsim/nodes/${NODE}`, { method: "DELETE" });
      expect(removed.status).toBe(200);
      const second = await join(service.url);
      await second.flushed();
      expect(second.hasMessage).toBe(false);
      second.socket.terminate();
    });
  });
});

describe("a host", () => {
  test("that comes again is told what stands, and nothing that was taken back", async () => {
    await withService({}, async (service) => {
      const { url, faults } = service;
      const first = await join(url);
      const hang = faults.put(plan("agentHang", {}, { scope: SCOPE }));
      const skew = faults.put(plan("clockSkew", { ahead: "1s" }, { scope: SCOPE }));
      faults.put(plan("spawnError", {}, { scope: SCOPE }));
      const orders = [{ hand: "hangAgent" }, { hand: "moveClock", byMs: 1_000 }];
      expect(await first.answer("fault", null)).toMatchObject({ order: orders[0], node: NODE });
      expect(await first.answer("fault", null)).toMatchObject({ order: orders[1] });
      expect(await first.answer("putFault", null)).toMatchObject({ number: 3 });
      const left = new Promise((resolve) => {
        service.onStatus(({ event }) => event === "host.left" && resolve(event));
      });
      first.socket.terminate();
      await left;
      faults.lift(hang);
      const second = await join(url);
      expect(await second.answer("fault", null)).toMatchObject({ order: orders[1] });
      expect(await second.answer("putFault", null)).toMatchObject({
        plan: { spawnError: { error: "cannot allocate memory" }, nodes: [NODE] },
      });
      faults.lift(skew);
      expect(await second.answer("fault", null)).toMatchObject({
        order: { hand: "moveClockBack", byMs: 1_000 },
      });
      faults.healAll();
      expect(await second.answer("liftFault", null)).toMatchObject({ number: 3 });
      second.socket.terminate();
    });
  });

  test("that does not end a plan is asked again, and cut off in the end", async () => {
    await withService({}, async (service) => {
      const failures: TraceEvent[] = [];
      service.onStatus((event) => event.event === "fault.failed" && failures.push(event));
      const host = await join(service.url);
      const refuseLift = async (): Promise<void> => {
        const message = await host.nextMessage();
        expect(message).toMatchObject({ type: "liftFault" });
        const request = "request" in message ? message.request : 0;
        host.say({ type: "refusal", request, error: "HostFailure", expected: "x", found: "y" });
      };
      for (let each = 0; each < 2; each += 1) {
        service.faults.put(plan("spawnError", {}, { scope: SCOPE }));
        await host.answer("putFault", null);
      }
      service.faults.lift(1);
      await refuseLift();
      await host.answer("liftFault", null);
      await host.flushed();
      expect(host.hasMessage).toBe(false);
      const failure = { hand: "liftFault", error: "HostFailure", found: "y" };
      expect(failures).toMatchObject([failure]);
      service.faults.lift(2);
      for (let each = 0; each < 3; each += 1) await refuseLift();
      expect(await host.closed).toBe(1006);
      expect(failures).toMatchObject([failure, failure, failure, failure]);
    });
  });

  test("that is gone when a plan ends has failed at nothing", async () => {
    await withService({}, async (service) => {
      const events: string[] = [];
      const host = await join(service.url);
      service.faults.put(plan("spawnError", {}, { scope: SCOPE }));
      await host.answer("putFault", null);
      const left = new Promise((resolve) => {
        service.onStatus(({ event }) => {
          events.push(event);
          if (event === "host.left") setImmediate(resolve);
        });
      });
      service.faults.lift(1);
      host.socket.terminate();
      await left;
      expect(events).not.toContain("fault.failed");
    });
  });

  test("that refuses is told of in the trace", async () => {
    await withService({}, async (service) => {
      const { url, faults } = service;
      const host = new TestHost(`${url}/_fleetsim/host`);
      await host.upgraded();
      host.say({ type: "hello", host: "a", nodes: [hostNode(NODE)], faults: GROUND });
      await host.nextMessage();
      const failed = new Promise((resolve) => {
        service.onStatus((event) => event.event === "fault.failed" && resolve(event));
      });
      faults.put(plan("agentHang", {}, { scope: SCOPE }));
      const message = await host.nextMessage();
      const request = "request" in message ? message.request : 0;
      host.say({ type: "refusal", request, error: "E", expected: "x", found: "y" });
      expect(await failed).toMatchObject({ node: NODE, hand: "hangAgent", error: "E", found: "y" });
      host.socket.terminate();
    });
  });

  test.each([true, false])(
    "in the same process hears of it at once (is near: %s)",
    async (near) => {
      const fleet = await liveFleet();
      if (near) fleet.service.stayNear(fleet.host.near);
      fleet.service.faults.put(plan("nodeStop", {}, { scope: SCOPE }));
      expect(fleet.host.nodes.map(({ state }) => state)).toEqual([near ? "Stopping" : "Running"]);
      fleet.service.faults.put(plan("spawnError", {}, { scope: SCOPE }));
      const isPut = () => fleet.host.core.faults.list().length === 1;
      expect(isPut()).toBe(near);
      await vi.waitUntil(isPut);
      fleet.service.faults.lift(2);
      const isOver = () => fleet.host.core.faults.list().every((one) => one.isOver);
      expect(isOver()).toBe(near);
      await vi.waitUntil(isOver);
    },
  );

  test("takes everything back when its controller is gone", async () => {
    const service = await startService({ seed: "1", log: SILENT });
    const states: string[] = [];
    const host = await withHost(service.url, {
      nodes: [quickNode(1)],
      traceReaders: [({ event, to }) => event === "node.stateChanged" && states.push(String(to))],
    });
    await host.online();
    service.faults.put(plan("nodeStop", {}, { scope: SCOPE }));
    await vi.waitUntil(() => states.at(-1) === "Stopped");
    await service.stop();
    await vi.waitUntil(() => states.at(-1) === "Running");
  });
});
