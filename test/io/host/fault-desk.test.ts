/** What a host does with the orders of faults, and what it refuses. */
import { afterEach, expect, test, vi } from "vitest";
import { PLANS_MAX } from "../../../src/faults/board.ts";
import { STANDING_MAX } from "../../../src/io/host-channel/fault-ledger.ts";
import type { FaultOrder } from "../../../src/io/host-channel/fault-order.ts";
import type { LiveHost } from "../../../src/io/live-host.ts";
import type { FakeController, HostWord } from "./fake-controller.ts";
import { nodeId, withController, withHost } from "./fixture.ts";

const NODE = nodeId(1);

function fault(controller: FakeController, order: FaultOrder): Promise<HostWord> {
  return controller.ask({ type: "fault", node: NODE, order });
}

afterEach(() => vi.restoreAllMocks());

/** How far a node's clock was set ahead by all that was done to it from now on. */
function skewOf(host: LiveHost): () => number {
  const moves = vi.spyOn(host.core.host.faults, "moveClock");
  return () => moves.mock.calls.reduce((sum, [, byMs]) => sum + byMs, 0);
}

test("an order that is one too many is refused, and none that stood is lost", async () => {
  const controller = await withController();
  const host = await withHost(controller.url);
  const skewMs = skewOf(host);
  const skew = { hand: "moveClock", byMs: 1 } as const;
  const orders = Array.from({ length: STANDING_MAX }, () => fault(controller, skew));
  const answers = await Promise.all(orders);
  expect(answers.filter(({ type }) => type !== "answer")).toEqual([]);
  expect(await fault(controller, skew)).toMatchObject({
    ...{ type: "refusal", error: "TooManyFaults" },
    expected: `at most ${STANDING_MAX} orders of faults that stand of one node`,
  });
  expect(skewMs()).toBe(STANDING_MAX);
  const back = { hand: "moveClockBack", byMs: 1 } as const;
  for (let at = 0; at <= STANDING_MAX; at += 1) void fault(controller, back);
  expect(await fault(controller, back)).toMatchObject({ type: "answer" });
  expect(skewMs()).toBe(0);
});

const AHEAD = { hand: "moveClock", byMs: 500 } as const;
const BACK = { hand: "moveClockBack", byMs: 500 } as const;

test("what stood of a node that was removed is not taken back from another under its id", async () => {
  const controller = await withController();
  const host = await withHost(controller.url);
  await fault(controller, AHEAD);
  expect(await controller.ask({ type: "removeNode", node: NODE })).toMatchObject({
    type: "answer",
  });
  expect(await controller.ask({ type: "addNodes", node: { id: NODE } })).toMatchObject({
    type: "answer",
  });
  const skewMs = skewOf(host);
  expect(await fault(controller, BACK)).toMatchObject({ type: "answer" });
  // Whoever loses its controller takes everything back.
  controller.dropHost();
  await controller.hostWords.find(({ type }) => type === "hello", 2);
  expect(skewMs()).toBe(0);
  await fault(controller, AHEAD);
  expect(skewMs()).toBe(500);
});

test("a node that a reset puts to sleep takes no order, and has none taken back", async () => {
  const controller = await withController();
  const host = await withHost(controller.url);
  await controller.ask({ type: "reset" });
  const skewMs = skewOf(host);
  const refusal = { error: "WrongState", found: "one that is not up yet" };
  expect(await fault(controller, AHEAD)).toMatchObject({ type: "refusal", ...refusal });
  expect(await fault(controller, BACK)).toMatchObject({ type: "answer" });
  controller.welcome();
  await host.online();
  expect(await fault(controller, BACK)).toMatchObject({ type: "answer" });
  expect(skewMs()).toBe(0);
});

test("a plan that is one too many is refused, and no defect of the host", async () => {
  const controller = await withController();
  const host = await withHost(controller.url);
  const put = (number: number) =>
    controller.ask({ type: "putFault", number, plan: { spawnError: {}, nodes: NODE } });
  const plans = Array.from({ length: PLANS_MAX }, (_, at) => put(at + 1));
  expect((await Promise.all(plans)).filter(({ type }) => type !== "answer")).toEqual([]);
  expect(await put(PLANS_MAX + 1)).toMatchObject({
    ...{ type: "refusal", error: "TooManyFaults" },
    expected: `at most ${PLANS_MAX} faults that wait or are on at a host`,
  });
  expect(host.defects).toBe(0);
  expect(host.core.faults.list()).toHaveLength(PLANS_MAX);
});
