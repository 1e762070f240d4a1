/**
 * The processes of a host's agents: one each, children of the host's own.
 *
 * What they say enters the host's core in the order in which they said it.
 */
import type { AgentInput } from "../../agent/input.ts";
import type { AgentStore, StoreChange } from "../../agent/agent-store.ts";
import type { AgentNews } from "../../world/agent-news.ts";
import type { AgentBirth, AgentPort, Ailments } from "../../world/host-ports.ts";
import type { ManagedNode } from "../../world/managed-node.ts";
import type { KeepAlive } from "../agent-link/keep-alive.ts";
import type { AccessKey } from "../agent-link/sign-request.ts";
import { originOf } from "../clock.ts";
import type { HostCore } from "../host/host-core.ts";
import { AgentChild } from "./agent-child.ts";
import type { AgentChildParts } from "./agent-child.ts";
import type { AgentGround, FromAgent } from "./pipe.ts";

/** Why: each has some 55 MB of its own. */
export const AGENT_PROCESSES_MAX = 100;
/** Until the last one is gone after its kill; a host has 2 s to stop. */
const STOP_MS_MAX = 1_500;
const SETTLE_MS_MAX = 1_000;

export interface AgentChildrenParts {
  readonly core: HostCore;
  readonly controllerUrl: string;
  readonly key: AccessKey | undefined;
  readonly region: string;
  readonly keepAlive: KeepAlive | undefined;
  /** Whether agents have to wait until what they store is durable. */
  readonly isDurable: boolean;
  readonly log: AgentChildParts["log"] & { isLevelEnabled(level: string): boolean };
  /** A node's control channel has opened, or its agent polls instead. */
  readonly opened: (node: ManagedNode) => void;
  /** A full health report of a node's was accepted. */
  readonly reported: (node: ManagedNode) => void;
}

export class AgentChildren implements AgentPort {
  readonly #parts: AgentChildrenParts;
  /** By the node's index; all that are not gone. */
  readonly #children = new Map<number, AgentChild>();

  constructor(parts: AgentChildrenParts) {
    this.#parts = parts;
  }

  /** The process of a node's agent; undefined when there is none. */
  pidOf({ index }: ManagedNode): number | undefined {
    return this.#children.get(index)?.pid;
  }

  start(node: ManagedNode, birth: AgentBirth): void {
    const { log, core } = this.#parts;
    const { boot } = node;
    const living = [...this.#children.values()].filter(({ isKilled }) => !isKilled);
    if (living.length >= AGENT_PROCESSES_MAX) {
      log.error({ node: node.id }, `expected at most ${AGENT_PROCESSES_MAX} agents as processes`);
      core.enter(() => core.host.agentNews(node, boot, { type: "gone" }));
      return;
    }
    const child: AgentChild = new AgentChild({
      ...{ node: node.id, log },
      hear: (messages) => {
        core.enterAll(messages.map((message) => () => this.#hear(node, boot, child, message)));
      },
      gone: () => {
        this.#children.delete(node.index);
        core.enter(() => core.host.agentNews(node, boot, { type: "gone" }));
      },
    });
    this.#children.set(node.index, child);
    child.tell({ type: "ground", ground: this.#groundOf(node, birth) });
    for (const change of recordsOf(node.store)) child.tell({ type: "record", change });
    child.tell({ type: "start" });
  }

  tell({ index }: ManagedNode, input: AgentInput): void {
    this.#children.get(index)?.tell({ type: "input", input });
  }

  stored({ index }: ManagedNode): void {
    this.#children.get(index)?.tell({ type: "stored" });
  }

  ail({ index }: ManagedNode, ailments: Ailments): void {
    this.#children.get(index)?.tell({ type: "ailments", ailments });
  }

  watch({ index }: ManagedNode, isWatched: boolean): void {
    this.#children.get(index)?.watch(isWatched);
  }

  hang({ index }: ManagedNode): void {
    this.#children.get(index)?.hang();
  }

  wake({ index }: ManagedNode): void {
    this.#children.get(index)?.wake();
  }

  kill({ index }: ManagedNode): void {
    this.#children.get(index)?.kill();
  }

  /** Resolves when each knows whether it is to ask at boundaries; one that hangs does not count. */
  async settled(): Promise<void> {
    const settled = [...this.#children.values()].map((child) => child.settled());
    await inTime(Promise.all(settled), SETTLE_MS_MAX);
  }

  /** Ends them all; resolves when they are gone, or after a time. */
  async close(): Promise<void> {
    const children = [...this.#children.values()];
    for (const child of children) child.kill();
    if (await inTime(Promise.all(children.map(({ ended }) => ended)), STOP_MS_MAX)) return;
    this.#parts.log.error({}, "agents outlive the host: their processes did not end in time");
  }

  #hear(node: ManagedNode, boot: number, child: AgentChild, message: FromAgent): void {
    const { core, log, opened, reported } = this.#parts;
    switch (message.type) {
      case "opened":
        opened(node);
        return;
      case "reported":
        reported(node);
        return;
      case "boundary": {
        const death = core.host.agentBoundary(node, boot, message.boundary);
        child.answer(death === undefined ? {} : { death });
        return;
      }
      case "watched":
        child.watched();
        return;
      case "debug":
        log.debug({ ...message.fields, agentPid: child.pid }, message.text);
        return;
      case "defect":
        core.defects += 1;
        log.error({ node: node.id, text: message.text }, "a defect of an agent was caught");
        return;
      default:
        core.host.agentNews(node, boot, newsOf(message));
    }
  }

  #groundOf(node: ManagedNode, birth: AgentBirth): AgentGround {
    const { core, log, controllerUrl, key, region, keepAlive, isDurable } = this.#parts;
    const { id, index, boot, options } = node;
    return {
      ...{ node: id, index, boot, options, controllerUrl, key, region, keepAlive, isDurable },
      ...birth,
      prng: node.prng.fork(`agent/${boot}`).save(),
      epochMs: core.clock.epochMs,
      originNs: String(originOf(core.clock)),
      isVerbose: log.isLevelEnabled("debug"),
    };
  }
}

/** Whether something has happened within a time. */
async function inTime(happened: Promise<unknown>, lengthMs: number): Promise<boolean> {
  let timeout: NodeJS.Timeout | undefined;
  const isLate = new Promise<boolean>((resolve) => {
    timeout = setTimeout(resolve, lengthMs, false);
  });
  const isInTime = await Promise.race([happened.then(() => true), isLate]);
  clearTimeout(timeout);
  return isInTime;
}

function newsOf(
  message: Exclude<
    FromAgent,
    { type: "opened" | "reported" | "boundary" | "watched" | "debug" | "defect" }
  >,
): AgentNews {
  return message.type === "trace" ? { ...message, stampNs: BigInt(message.stampNs) } : message;
}

function* recordsOf({ jobs, idempotency, replies }: AgentStore): Iterable<StoreChange> {
  for (const [key, value] of jobs) yield { type: "storeRecord", table: "job", key, value };
  for (const [key, value] of idempotency) {
    yield { type: "storeRecord", table: "idempotency", key, value };
  }
  for (const [key, value] of replies) yield { type: "storeRecord", table: "reply", key, value };
}
