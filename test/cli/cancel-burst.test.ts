/**
 * A burst of cancels to one live agent: its small cancel queue overflows, and nothing is lost.
 */
import { expect, test } from "vitest";
import { cancelCommand, clientOf, getInvocation, listNodes, listProcesses } from "./admin.ts";
import { sendScript } from "./admin.ts";
import { eventually, withFleetsim } from "./fleetsim.ts";

const JOBS = 20;
/** A cancel keeps its worker so long that 20 of them overflow the queue on any machine. */
const ARGS = ["--nodes", "1", "--processes", "real"];
const OPTIONS = ["--set", `commandWorkers=${JOBS}`, "--set", "cancelWorkMs=50"];

test("20 running jobs, 20 cancels at once: some are refused, all jobs end Cancelled", async () => {
  await withFleetsim(["up", "--port", "0", ...ARGS, ...OPTIONS], async (running) => {
    const url = await running.ready();
    const client = clientOf(url);
    const [node = ""] = (await listNodes(url)).map(({ id }) => id);
    const ids = await Promise.all(
      Array.from({ length: JOBS }, () => sendScript(client, "sleep 600", { InstanceIds: [node] })),
    );
    await eventually("all scripts to run", async () => {
      const sleeps = (await listProcesses(url)).filter(({ args }) => args === "sleep 600");
      return sleeps.length === JOBS || undefined;
    });
    await Promise.all(ids.map((id) => cancelCommand(client, id)));
    for (const id of ids) {
      const ended = await eventually(`${id} to be Cancelled`, async () => {
        const invocation = await getInvocation(client, id, node);
        return invocation.Status === "Cancelled" ? invocation : undefined;
      });
      expect(ended.ResponseCode).toBe(137);
    }
    expect(await listProcesses(url)).toEqual([]);
    const trace = await (await fetch(`${url}/_fleetsim/trace`)).text();
    const acks = trace.split("\n").filter((line) => line.includes('"event":"job.acked"'));
    expect(acks.filter((line) => line.includes('"code":"51402"')).length).toBeGreaterThan(0);
    expect(acks.length).toBeGreaterThan(2 * JOBS);
  });
}, 120_000);
