/** `fleetsim agent`: agents that join a controller elsewhere. */
import { hostname } from "node:os";
import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { ACCESS_KEY_ID } from "./auth-file.ts";
import { usageError } from "./exit.ts";
import { addAgentFlags, addCommonFlags, readInteger, readTags } from "./fleet-flags.ts";
import type { AgentFlags, CommonFlags } from "./fleet-flags.ts";
import { hostName } from "./host-name.ts";
import { makeLogger } from "./logger.ts";
import { describeNodes, nodeTemplates } from "./new-nodes.ts";
import type { Output } from "./output.ts";
import { beginHost } from "./start-fleet.ts";
import { startSeed } from "./start-seed.ts";
import { untilSignal } from "./until-signal.ts";
import { restoredText } from "./welcome.ts";

interface Flags extends CommonFlags, AgentFlags {
  readonly controller: string;
  readonly id?: string;
  readonly count?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly key?: { readonly id: string; readonly secret: string };
}

const NODES_MAX = 10_000;

export function addAgent(program: Command, output: Output): void {
  const command = program
    .command("agent")
    .description("agents that join a controller elsewhere")
    .requiredOption("--controller <url>", "the controller's URL")
    .option("--id <id>", "the node's id: i- or mi- and 17 hex digits", readNodeId)
    .option("--count <n>", "how many nodes (default 1)", readInteger(1, NODES_MAX))
    .option("--tags <k=v,...>", "tags of every node", readTags, {})
    .option("--key <id:secret>", "sign requests with this access key", readKey);
  addCommonFlags(addAgentFlags(command)).action((flags: Flags) => join(flags, output));
}

async function join(flags: Flags, output: Output): Promise<void> {
  if (flags.id !== undefined && flags.count !== undefined) {
    throw usageError("agent: expected --id or --count, found both");
  }
  const seed = startSeed(flags.seed);
  const { controller: controllerUrl, processes, profile, tags, data, key, id } = flags;
  const count = flags.count ?? 1;
  const options = {
    controllerUrl,
    hostName: hostName(hostname(), data),
    nodes: describeNodes({
      ...{ count, tags, profile, seed, options: flags.set },
      ...(id === undefined ? {} : { id }),
    }),
    templates: nodeTemplates(profile, flags.set),
    processes,
    region: flags.set.agent.region,
    seed,
    log: makeLogger(flags),
    ...(data === undefined ? {} : { dataDirectory: data }),
    ...(key === undefined ? {} : { key }),
  };
  await untilSignal(output, async ({ signal, told, onEnd }) => {
    const host = await beginHost({ ...options, signal });
    onEnd(() => host.stop());
    output.say(`fleetsim agent  seed ${seed}  ${host.nodes.length} nodes  processes ${processes}`);
    if (data !== undefined && host.isRestored) output.say(restoredText(data));
    if (host.containment !== undefined) output.say(`containment: ${host.containment}`);
    const nodes = await Promise.race([host.online(), told]);
    if (nodes === undefined) return;
    const json = JSON.stringify({ online: nodes.length, nodes });
    output.out(flags.json === true ? json : `online ${nodes.length}`);
  });
}

function readNodeId(text: string): string {
  if (/^(i|mi)-[0-9a-f]{17}$/.test(text)) return text;
  throw new InvalidArgumentError(`Expected i- or mi- and 17 hex digits, found "${text}".`);
}

function readKey(text: string): { id: string; secret: string } {
  const at = text.indexOf(":");
  if (at < 1 || at === text.length - 1) {
    throw new InvalidArgumentError('Expected ID:SECRET, such as "test:test".');
  }
  const id = text.slice(0, at);
  if (!ACCESS_KEY_ID.test(id)) {
    throw new InvalidArgumentError(
      `Expected an ID of 1..128 ASCII characters but space , and /, found "${id}".`,
    );
  }
  return { id, secret: text.slice(at + 1) };
}
