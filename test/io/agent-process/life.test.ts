/** Agents in processes of their own, as clients see them: their work, their deaths, their returns. */
import { expect, test } from "vitest";
import { quickNode, nodeId } from "../host/fixture.ts";
import { FINAL, LiveFleet, NODE, isAlive } from "./live-fleet.ts";

test("a command runs to its end, another is cancelled, and nothing is left of the host", async () => {
  const fleet = await LiveFleet.start({ nodes: [quickNode(1), quickNode(2)] });
  const pids = [fleet.pid(NODE), fleet.pid(nodeId(2))];
  expect(new Set([process.pid, ...pids]).size).toBe(3);
  const done = await fleet.send("echo hello");
  expect(await fleet.until(done, FINAL)).toMatchObject({
    Status: "Success",
    StandardOutputContent: "hello\n",
  });
  const endless = await fleet.send("sleep 600", nodeId(2));
  await fleet.until(endless, ["InProgress"], nodeId(2));
  await fleet.cancel(endless);
  await fleet.until(endless, ["Cancelled"], nodeId(2));
  expect(fleet.host.defects).toBe(0);
  await fleet.host.stop();
  expect(pids.filter(isAlive)).toEqual([]);
});

test.each(["simulated", "real"] as const)(
  "an agent that is killed in mid-command leaves its %s script alone, and takes it up again",
  async (processes) => {
    const fleet = await LiveFleet.start({ processes });
    const pid = fleet.pid();
    const id = await fleet.send("echo before; sleep 1; echo after");
    await fleet.event("process.wrote");
    process.kill(pid, "SIGKILL");
    expect(await fleet.event("agent.stopped")).toMatchObject({ node: NODE, reason: "crash" });
    await fleet.event("process.exited");
    expect(fleet.host.agentPid(NODE)).toBeUndefined();
    await fleet.order("restart");
    expect(await fleet.until(id, FINAL)).toMatchObject({
      Status: "Success",
      StandardOutputContent: "before\nafter\n",
    });
    const { boot } = await fleet.event("agent.restarted");
    expect([boot, fleet.pid() === pid]).toEqual([2, false]);
  },
);

test("an agent that is crashed and restarted by orders is another process each time", async () => {
  const fleet = await LiveFleet.start();
  const first = fleet.pid();
  await fleet.order("restart");
  await fleet.event("agent.restarted");
  expect(isAlive(first)).toBe(false);
  const second = fleet.pid();
  await fleet.order("crash");
  await fleet.event("agent.stopped", 2);
  expect(isAlive(second)).toBe(false);
  await fleet.order("restart");
  const id = await fleet.send("echo back");
  expect((await fleet.until(id, FINAL)).StandardOutputContent).toBe("back\n");
});

test("a node that is stopped has no agent's process, and fails its command when it is back", async () => {
  const options = { ...quickNode(1).options, workerLostMs: 20 };
  const fleet = await LiveFleet.start({ nodes: [quickNode(1, { options })] });
  const pid = fleet.pid();
  const id = await fleet.send("sleep 600");
  await fleet.event("process.started");
  await fleet.order("stop");
  expect(await fleet.event("agent.stopped")).toMatchObject({ reason: "power" });
  await fleet.trace.find(({ event, to }) => event === "node.stateChanged" && to === "Stopped");
  await expect.poll(() => isAlive(pid)).toBe(false);
  await fleet.order("start");
  expect(await fleet.until(id, FINAL)).toMatchObject({ Status: "Failed", ResponseCode: 1 });
});

test("every line of an agent has its host's time and the machine's", async () => {
  const fleet = await LiveFleet.start();
  const before = process.hrtime.bigint();
  const id = await fleet.send("echo hello");
  await fleet.until(id, ["Success"]);
  const after = process.hrtime.bigint();
  const started = await fleet.event("job.started");
  const ended = await fleet.event("job.ended");
  const process_ = await fleet.event("process.started");
  expect(started.atMs).toBeLessThanOrEqual(process_.atMs);
  expect(ended.atMs).toBeGreaterThanOrEqual(process_.atMs);
  const late = fleet.stamps.filter((stamp) => stamp > before);
  expect(late.length).toBeGreaterThan(3);
  expect(late.every((stamp) => stamp < after)).toBe(true);
});
