/** `fleetsim up`: controller and agents in one process, over real WebSockets. */
import type { Command } from "commander";
import { createDocuments } from "../io/create-documents.ts";
import type { LiveService } from "../io/live-service.ts";
import { usageError } from "./exit.ts";
import { addAgentFlags, addCommonFlags, addListenFlags, readInteger } from "./fleet-flags.ts";
import type { AgentFlags } from "./fleet-flags.ts";
import { makeLogger } from "./logger.ts";
import type { Output } from "./output.ts";
import { printReady } from "./ready.ts";
import { beginHost, beginService } from "./start-fleet.ts";
import type { ServiceFlags, StartedService } from "./start-fleet.ts";
import { statusLine } from "./status-lines.ts";
import { untilSignal } from "./until-signal.ts";
import { alikeFleet, scenarioFleet } from "./up-fleet.ts";
import type { UpFleet } from "./up-fleet.ts";
import { welcomeText } from "./welcome.ts";

interface Flags extends ServiceFlags, AgentFlags {
  readonly nodes: number;
}

const NODES_MAX = 10_000;
const HOST_NAME = "up";

export function addUp(program: Command, output: Output): void {
  const command = program
    .command("up")
    .argument("[scenario]", "a file whose fleet it is; its steps are not played")
    .description("controller and agents in one process, over real WebSockets")
    .option("--nodes <n>", "how many nodes", readInteger(0, NODES_MAX), 5);
  addCommonFlags(addAgentFlags(addListenFlags(command))).action(
    async (scenario: string | undefined, flags: Flags) => {
      if (scenario === undefined) return up(flags, alikeFleet(flags), output);
      refuseBoth(command);
      return up(flags, await scenarioFleet(scenario, flags, output), output);
    },
  );
}

/** A file says itself how many nodes there are, and what they are like. */
function refuseBoth(command: Command): void {
  for (const flag of ["nodes", "profile"]) {
    if (command.getOptionValueSource(flag) !== "cli") continue;
    throw usageError(`up: expected a SCENARIO or --${flag}, found both; the file says it itself`);
  }
}

async function up(flags: Flags, fleet: UpFleet, output: Output): Promise<void> {
  const { seed, options } = fleet;
  const log = makeLogger(flags);
  await untilSignal(output, async ({ signal, told, onEnd }) => {
    const { processes } = flags;
    const started = await beginService(flags, { seed, log, processes, options });
    const { service } = started;
    onEnd(() => service.stop());
    for (const refusal of await createDocuments(service.core, fleet.documents)) {
      output.say(`fleetsim: ${refusal} What is in --data stays.`);
    }
    const host = await beginHost({ ...hostOptions(flags, fleet, started), log, signal });
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

function hostOptions(flags: Flags, fleet: UpFleet, { service, auth }: StartedService) {
  const { processes, data } = flags;
  const { nodes, templates, behaviours, options, seed } = fleet;
  const key = auth?.keys[0];
  return {
    controllerUrl: service.url,
    hostName: HOST_NAME,
    ...{ nodes, templates, behaviours, processes, seed },
    region: options.agent.region,
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
