/** `fleetsim up`: controller and agents in one process, over real WebSockets. */
import type { Command } from "commander";
import type { LiveService } from "../io/live-service.ts";
import { laterError } from "./exit.ts";
import { addAgentFlags, addCommonFlags, addListenFlags, readInteger } from "./fleet-flags.ts";
import type { AgentFlags } from "./fleet-flags.ts";
import { makeLogger } from "./logger.ts";
import { describeNodes, nodeTemplates } from "./new-nodes.ts";
import type { Output } from "./output.ts";
import { printReady } from "./ready.ts";
import { beginHost, beginService } from "./start-fleet.ts";
import type { ServiceFlags, StartedService } from "./start-fleet.ts";
import { startSeed } from "./start-seed.ts";
import { statusLine } from "./status-lines.ts";
import { untilSignal } from "./until-signal.ts";
import { welcomeText } from "./welcome.ts";

interface Flags extends ServiceFlags, AgentFlags {
  readonly nodes: number;
}

const NODES_MAX = 10_000;
const HOST_NAME = "up";

export function addUp(program: Command, output: Output): void {
  const command = program
    .command("up")
    .argument("[scenario]", "a file that gives the fleet (not in this version yet)")
    .description("controller and agents in one process, over real WebSockets")
    .option("--nodes <n>", "how many nodes", readInteger(0, NODES_MAX), 5);
  addCommonFlags(addAgentFlags(addListenFlags(command))).action(
    async (scenario: string | undefined, flags: Flags) => {
      if (scenario !== undefined) throw laterError("up SCENARIO");
      await up(flags, output);
    },
  );
}

async function up(flags: Flags, output: Output): Promise<void> {
  const seed = startSeed(flags.seed);
  const log = makeLogger(flags);
  await untilSignal(output, async ({ signal, told, onEnd }) => {
    const started = await beginService(flags, { seed, log, processes: flags.processes });
    const { service } = started;
    onEnd(() => service.stop());
    const host = await beginHost({ ...hostOptions(flags, seed, started), log, signal });
    onEnd(() => host.stop());
    watch(service, output);
    const nodes = await Promise.race([host.online(), told]);
    if (nodes === undefined) return;
    const { url } = service;
    const restoredFrom = host.isRestored ? flags.data : undefined;
    const { auth } = started;
    const { containment } = host;
    output.say(welcomeText({ url, seed: service.seed, nodes, containment, auth, restoredFrom }));
    printReady(output, { json: flags.json === true, url, tls: service.tlsUrl, nodes });
  });
}

function hostOptions(flags: Flags, seed: string, { service, auth }: StartedService) {
  const { profile, processes, data } = flags;
  const key = auth?.keys[0];
  return {
    controllerUrl: service.url,
    hostName: HOST_NAME,
    nodes: describeNodes({ count: flags.nodes, tags: {}, profile, seed, options: flags.set }),
    templates: nodeTemplates(profile, flags.set),
    processes,
    region: flags.set.agent.region,
    seed,
    ...(data === undefined ? {} : { dataDirectory: data }),
    ...(key === undefined ? {} : { key }),
  };
}

function watch(service: LiveService, output: Output): void {
  service.onStatus((event) => {
    const line = statusLine(event, new Date());
    if (line !== undefined) output.say(line);
  });
}
