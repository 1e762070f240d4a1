/**
 * A host in a process of its own, to be killed: `node host-process.ts URL DIRECTORY`.
 */
import process from "node:process";
import { pino } from "pino";
import { startHost } from "../../../src/io/live-host.ts";
import { LIVE_DEFAULTS } from "../../../src/world/fleet-options.ts";

const [controllerUrl = "", dataDirectory = "", id = ""] = process.argv.slice(2);
await startHost({
  controllerUrl,
  dataDirectory,
  hostName: "test",
  nodes: [
    {
      id,
      tags: {},
      profile: "amazon-ssm-agent",
      state: "Running",
      options: { ...LIVE_DEFAULTS.agent, workerLostMs: 20 },
      life: LIVE_DEFAULTS.life,
    },
  ],
  processes: "real",
  region: "us-east-1",
  seed: "42",
  log: pino({ level: "silent" }),
});
