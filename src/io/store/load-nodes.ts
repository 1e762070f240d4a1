/**
 * Reads a host's nodes back from its file, each with the disk of its agent.
 *
 * The process that wrote them is gone, and so was the power of its nodes: whatever was on its way
 * to a state has arrived there.
 */
import type { DatabaseSync } from "node:sqlite";
import { AgentStore } from "../../agent/agent-store.ts";
import type { StoreChange } from "../../agent/agent-store.ts";
import type { NodeState } from "../../ssm/node-state.ts";
import { LIVE_DEFAULTS } from "../../world/fleet-options.ts";
import type { NodeDescription } from "../../world/managed-node.ts";

export interface StoredNode {
  /** Its `state` is the one that a reset puts the node back into. */
  readonly description: NodeDescription;
  /** The state in which it comes back. */
  readonly state: NodeState;
  readonly store: AgentStore;
}

/** Every node of the file, in the order in which they were added. */
export function loadNodes(database: DatabaseSync): StoredNode[] {
  const stores = loadStores(database);
  const setups = loadSetups(database);
  const select = database.prepare("SELECT * FROM node ORDER BY serial");
  return [...select.iterate()].map((row) => {
    const id = String(row["id"]);
    const setup = setups.get(Number(row["setup"]));
    if (setup === undefined) throw new Error(`the store lacks the options of node ${id}`);
    return {
      description: {
        id,
        state: row["startState"] as NodeState,
        profile: String(row["profile"]),
        tags: JSON.parse(String(row["tags"])) as NodeDescription["tags"],
        ...setup,
      },
      state: SETTLED[row["state"] as NodeState],
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
      const { options, life } = JSON.parse(String(row["json"])) as Setup;
      const setup = {
        options: { ...LIVE_DEFAULTS.agent, ...options },
        life: { ...LIVE_DEFAULTS.life, ...life },
      };
      return [Number(row["serial"]), setup];
    }),
  );
}

function loadStores(database: DatabaseSync): Map<string, AgentStore> {
  const stores = new Map<string, AgentStore>();
  const select = database.prepare("SELECT node, tableName, key, json FROM record ORDER BY serial");
  for (const row of select.iterate()) {
    const node = String(row["node"]);
    const store = stores.get(node) ?? new AgentStore();
    stores.set(node, store);
    const table = String(row["tableName"]) as StoreChange["table"];
    const value: unknown = JSON.parse(String(row["json"]));
    const change = { type: "storeRecord", table, key: String(row["key"]), value };
    store.apply(change as StoreChange);
  }
  return stores;
}

const SETTLED: Readonly<Record<NodeState, NodeState>> = {
  Pending: "Running",
  Running: "Running",
  Stopping: "Stopped",
  Stopped: "Stopped",
  "Shutting-down": "Terminated",
  Terminated: "Terminated",
};
