/**
 * Reads a host's nodes back from its file, each with the disk of its agent.
 *
 * The process that wrote them is gone, and so was the power of its nodes: whatever was on its way
 * to a state has arrived there.
 */
import type { DatabaseSync } from "node:sqlite";
import { AgentStore } from "../../agent/agent-store.ts";
import type { NodeState } from "../../ssm/node-state.ts";
import { LIVE_DEFAULTS } from "../../world/fleet-options.ts";
import type { NodeDescription } from "../../world/managed-node.ts";
import { readRecord } from "./record-shape.ts";
import type { RecordProblem } from "./record-shape.ts";

export interface StoredNode {
  /** Its `state` is the one that a reset puts the node back into. */
  readonly description: NodeDescription;
  /** The state in which it comes back. */
  readonly state: NodeState;
  readonly store: AgentStore;
}

/**
 * Every node of the file, in the order in which they were added.
 *
 * Errors: throws an Error for a node whose own row can't be read; records that can't be read are
 *         left out and told one by one.
 */
export function loadNodes(
  database: DatabaseSync,
  left: (problem: RecordProblem) => void,
): StoredNode[] {
  const stores = loadStores(database, left);
  const setups = loadSetups(database);
  const select = database.prepare("SELECT * FROM node ORDER BY serial");
  return [...select.iterate()].map((row) => {
    const id = String(row["id"]);
    const state = String(row["state"]);
    const setup = setups.get(Number(row["setup"]));
    if (setup === undefined) throw new Error(`node ${id} without its options`);
    if (!isState(state) || !isState(String(row["startState"]))) {
      throw new Error(`node ${id} in a state of no name (${state})`);
    }
    return {
      description: {
        id,
        state: row["startState"] as NodeState,
        profile: String(row["profile"]),
        tags: parse(String(row["tags"]), `node ${id}, tags`) as NodeDescription["tags"],
        ...setup,
      },
      state: SETTLED[state],
      store: stores.get(id) ?? new AgentStore(),
    };
  });
}

type Setup = Pick<NodeDescription, "options" | "life">;

/**
 * Nodes with equal options share one record of them, as they did before. An option that is newer
 * than the file has its default.
 */
function loadSetups(database: DatabaseSync): Map<number, Setup> {
  const rows = database.prepare("SELECT serial, json FROM setup").all();
  return new Map(
    rows.map((row) => {
      const what = `options ${String(row["serial"])}`;
      const { options, life } = parse(String(row["json"]), what) as Setup;
      const setup = {
        options: { ...LIVE_DEFAULTS.agent, ...options },
        life: { ...LIVE_DEFAULTS.life, ...life },
      };
      return [Number(row["serial"]), setup];
    }),
  );
}

function loadStores(
  database: DatabaseSync,
  left: (problem: RecordProblem) => void,
): Map<string, AgentStore> {
  const stores = new Map<string, AgentStore>();
  const select = database.prepare("SELECT node, tableName, key, json FROM record ORDER BY serial");
  for (const row of select.iterate()) {
    const node = String(row["node"]);
    const [table, key] = [String(row["tableName"]), String(row["key"])];
    const change = readRecord({ node, table, key, json: String(row["json"]) });
    if ("problem" in change) {
      left(change);
      continue;
    }
    const store = stores.get(node) ?? new AgentStore();
    stores.set(node, store);
    store.apply(change);
  }
  return stores;
}

/** Errors: throws an Error that says where the text stands. */
function parse(json: string, where: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (cause) {
    throw new Error(`${where}: ${cause instanceof Error ? cause.message : "no JSON"}`, { cause });
  }
}

function isState(word: string): word is NodeState {
  return Object.hasOwn(SETTLED, word);
}

const SETTLED: Readonly<Record<NodeState, NodeState>> = {
  Pending: "Running",
  Running: "Running",
  Stopping: "Stopped",
  Stopped: "Stopped",
  "Shutting-down": "Terminated",
  Terminated: "Terminated",
};
