/**
 * The ground that a host stands on: its file in the data directory, and the core on its clock.
 */
import { join } from "node:path";
import { Prng } from "../../kernel/prng.ts";
import { startClock } from "../clock.ts";
import { openAgentStore } from "../store/agent-store-file.ts";
import type { AgentStoreFile } from "../store/agent-store-file.ts";
import type { StoredNode } from "../store/load-nodes.ts";
import { storeError } from "../store/store-error.ts";
import { HostCore } from "./host-core.ts";
import { HostStartError } from "./host-options.ts";
import type { HostOptions } from "./host-options.ts";

/** The host's file; undefined without a data directory. Errors: throws HostStartError. */
export function openDisk({
  dataDirectory,
  hostName,
  clock,
}: HostOptions): AgentStoreFile | undefined {
  if (dataDirectory === undefined) return undefined;
  const epochMs = clock?.epochMs ?? Date.now();
  const disk = openAgentStore({ directory: dataDirectory, hostName, epochMs });
  if ("code" in disk) throw new HostStartError(disk.code, disk.message);
  return disk;
}

/**
 * The nodes of the host's file. Errors: throws HostStartError for nodes that are none of ours; a
 * record of an agent that is none of ours is logged, and left where it is.
 */
export function loadNodes(
  disk: AgentStoreFile | undefined,
  { log }: Pick<HostOptions, "log">,
): readonly StoredNode[] {
  try {
    return disk?.load((left) => log.error(left, LEFT)) ?? [];
  } catch (cause) {
    const { code, message } = storeError("SIM_ERR_STORE_UNREADABLE", "records of ours", cause);
    throw new HostStartError(code, message);
  }
}

const LEFT = "expected a record of an agent of ours; it is left in the file and not taken up";

/** A core whose prng is that of this life of the host, so that no id of an earlier one comes again. */
export function makeCore(options: HostOptions, disk: AgentStoreFile | undefined): HostCore {
  const life = `host/${options.hostName}/life/${disk?.life ?? 1}`;
  return new HostCore({
    clock: disk === undefined ? (options.clock ?? startClock()) : startClock(disk.epochMs),
    prng: Prng.seeded(options.seed).fork(life),
    readers: options.traceReaders ?? [],
    behaviours: options.behaviours ?? [],
    boundaries: options.boundaries,
    log: options.log,
  });
}

/** Where real processes and their ledger live; undefined is a directory for this life only. */
export function processDirectory(options: HostOptions): string | undefined {
  const { dataDirectory, hostName } = options;
  if (dataDirectory === undefined) return options.processDirectory;
  return join(dataDirectory, `host-${encodeURIComponent(hostName)}-processes`);
}
