/**
 * What `docker compose up --scale agent=3` starts, with the commands of the file, and what its users
 * do to it: send, cancel, kill a container, start it again, play scenarios.
 */
import {
  cancelCommand,
  clientOf,
  getAdmin,
  getInvocation,
  listNodes,
  sendScript,
} from "../../cli/admin.ts";
import { eventually } from "../../cli/fleetsim.ts";
import type { ComposeFile } from "../compose-file.ts";
import { checkEnd } from "./check-end.ts";
import { check } from "./check.ts";
import { Container } from "./container.ts";
import type { Running } from "./container.ts";
import type { Image } from "./image.ts";

/** What the file publishes; here it is the loopback of all containers. */
const URL_PUBLISHED = "http://127.0.0.1:4590";
const ONLINE = /^online 2$/m;

/** The container of one agent: what runs in it now, and the nodes that it brought. */
interface Agent {
  readonly container: Container;
  readonly nodes: readonly string[];
  running: Running;
}

export async function checkCompose(file: ComposeFile, image: Image): Promise<void> {
  const { controller, agent, runner } = file.services;
  const contain = (name: string, { image: imageName } = controller) =>
    new Container(imageName, image, name, Object.keys(file.services));

  const service = await startController(contain("controller"), controller.command);
  const agents: Agent[] = [];
  for (const number of [1, 2, 3]) {
    agents.push(await startAgent(contain(`agent-${number}`, agent), agent.command, agents));
  }
  check("three agents of two nodes each are online", nodesOf(agents).length, 6);
  await checkCancel(nodesOf(agents));
  await checkKill(agents, agent.command);

  const playing = contain("runner", runner).start(runner.command);
  const { code } = await playing.ended;
  if (code !== 0) console.error(playing.said);
  check(`the runner's "${runner.command.join(" ")}" ends with exit code 0`, code, 0);

  for (const each of agents) await checkEnd(each.container.name, each.running);
  await checkEnd("controller", service);
}

async function startController(container: Container, command: readonly string[]): Promise<Running> {
  const running = container.start(command);
  const readyMs = await running.says(/^ready http:\/\/\S+:4590$/m);
  check(`the controller is ready ${readyMs} ms after its start`, true);
  check("the controller is healthy, so that agents may start", await container.isHealthy());
  return running;
}

async function startAgent(
  container: Container,
  command: readonly string[],
  others: readonly Agent[],
): Promise<Agent> {
  const running = container.start(command);
  await running.says(ONLINE);
  const known = nodesOf(others);
  const nodes = (await listNodes(URL_PUBLISHED)).map(({ id }) => id);
  return { container, running, nodes: nodes.filter((id) => !known.includes(id)) };
}

function nodesOf(agents: readonly Agent[]): readonly string[] {
  return agents.flatMap(({ nodes }) => nodes);
}

async function checkCancel(nodes: readonly string[]): Promise<void> {
  const client = clientOf(URL_PUBLISHED);
  const id = await sendScript(client, "echo started; sleep 300", {
    Targets: [{ Key: "tag:role", Values: ["web"] }],
  });
  await untilStatus(id, nodes, "InProgress");
  await cancelCommand(client, id);
  await untilStatus(id, nodes, "Cancelled");
  check("a command by tag is cancelled on every node", true);
}

/** Kills one container, uses the others, and starts it again. */
async function checkKill(agents: readonly Agent[], command: readonly string[]): Promise<void> {
  const [killed, ...others] = agents as [Agent, ...Agent[]];
  const { code } = await killed.running.end("SIGKILL");
  // unshare says 1, not 137: it can't end itself by this signal in the way that it does by others.
  check("kill -9 ends the container of an agent", code !== 0);
  await untilHosts(others.length);
  await runEcho(nodesOf(others));
  check("the nodes of the others go on", true);

  killed.running = killed.container.start(command);
  await killed.running.says(ONLINE);
  await untilHosts(agents.length);
  const listed = (await listNodes(URL_PUBLISHED)).map(({ id }) => id);
  check("started again, it has its own nodes", listed.sort(), nodesOf(agents).toSorted());
  await runEcho(nodesOf(agents));
  check("every node runs commands again", true);
}

/** An agent's process that is gone, the controller sees at once by its connection. */
async function untilHosts(count: number): Promise<void> {
  await eventually(`the controller to see ${count} agents`, async () => {
    const { hosts } = await getAdmin<{ readonly hosts: number }>(URL_PUBLISHED, "health");
    return hosts === count ? true : undefined;
  });
}

async function runEcho(nodes: readonly string[]): Promise<void> {
  const id = await sendScript(clientOf(URL_PUBLISHED), "echo on", { InstanceIds: [...nodes] });
  await untilStatus(id, nodes, "Success");
}

async function untilStatus(id: string, nodes: readonly string[], status: string): Promise<void> {
  const client = clientOf(URL_PUBLISHED);
  for (const node of nodes) {
    await eventually(`${id} to be ${status} on ${node}`, async () => {
      const { Status } = await getInvocation(client, id, node);
      return Status === status ? true : undefined;
    });
  }
}
