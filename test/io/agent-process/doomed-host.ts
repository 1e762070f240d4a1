/**
 * A host with agents as processes, and one agent's process that hangs, in a process of their own
 * that is to be killed: `node doomed-host.ts URL DIRECTORY`. Says the pids of the agents in one line.
 */
import process from "node:process";
import { pino } from "pino";
import { AgentChild } from "../../../src/io/agent-process/agent-child.ts";
import { startHost } from "../../../src/io/live-host.ts";
import { LIVE_DEFAULTS } from "../../../src/world/fleet-options.ts";

const [controllerUrl = "", dataDirectory = ""] = process.argv.slice(2);
const log = pino({ level: "silent" });
const IDS = ["i-00000000000000001", "i-00000000000000002"];
const host = await startHost({
  controllerUrl,
  dataDirectory,
  hostName: "test",
  agents: "processes",
  nodes: IDS.map((id) => ({
    ...{ id, tags: {}, profile: "amazon-ssm-agent", state: "Running" },
    ...{ options: { ...LIVE_DEFAULTS.agent, workerLostMs: 20 }, life: LIVE_DEFAULTS.life },
  })),
  processes: "simulated",
  region: "us-east-1",
  seed: "42",
  log,
});
await host.online();
const hung = new AgentChild({ node: "hung", log, hear: () => {}, gone: () => {} });
hung.hang();
console.log([...IDS.map((id) => host.agentPid(id)), hung.pid].join(" "));
