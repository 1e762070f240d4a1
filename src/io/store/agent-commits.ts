/**
 * Group commit of a host: all steps of one turn of the event loop become one transaction.
 *
 * A step's release runs after its transaction, in the order of the steps; a step that wrote nothing
 * waits for those before it, and runs at once when there are none. When a write fails, nothing has
 * left the process: its steps hold still and it is tried again, so agents fall silent until the
 * disk is back.
 */
import type { StoreChange } from "../../agent/agent-store.ts";
import type { DurablePort } from "../../world/host-ports.ts";
import type { AgentStoreFile, AgentStoreWrite } from "./agent-store-file.ts";

/** Until a failed write is tried again. */
const RETRY_MS = 1_000;
/** Changes that wait for a disk that fails; a step past it is lost as with a crash. */
const WRITES_MAX = 1_000_000;

export interface AgentCommitsParts {
  readonly store: Pick<AgentStoreFile, "write">;
  /** Runs releases in order inside the core. */
  readonly run: (releases: readonly (() => void)[]) => void;
  readonly log: { error(fields: object, message: string): void };
}

export class AgentCommits implements DurablePort {
  private readonly parts: AgentCommitsParts;
  private writes: AgentStoreWrite[] = [];
  private releases: (() => void)[] = [];
  /** Steps whose release has not run: nobody may overtake them. */
  private unreleased = 0;
  private turn: NodeJS.Immediate | undefined;
  private retry: NodeJS.Timeout | undefined;

  constructor(parts: AgentCommitsParts) {
    this.parts = parts;
  }

  commit(node: string, changes: readonly StoreChange[], release: () => void): void {
    if (changes.length === 0 && this.unreleased === 0 && this.writes.length === 0) {
      release();
      return;
    }
    if (this.writes.length >= WRITES_MAX) {
      this.parts.log.error({ node }, "the data directory takes no writes; a step was lost");
      return;
    }
    for (const change of changes) this.writes.push({ type: "record", node, change });
    this.wait(release);
  }

  /** Adds a change that is not a step's; `release` has its turn when the change is durable. */
  add(write: AgentStoreWrite, release: () => void): void {
    this.writes.push(write);
    this.wait(release);
  }

  /** Writes what has gathered and releases it; called by itself at the end of each turn. */
  flush(): void {
    clearImmediate(this.turn);
    clearTimeout(this.retry);
    this.turn = undefined;
    this.retry = undefined;
    const error = this.writes.length === 0 ? undefined : this.parts.store.write(this.writes);
    if (error !== undefined) {
      this.parts.log.error({ code: error.code }, error.message);
      this.retry = setTimeout(() => this.flush(), RETRY_MS);
      return;
    }
    const { releases } = this;
    this.writes = [];
    this.releases = [];
    if (releases.length > 0) this.parts.run(releases);
  }

  /** Writes what has gathered; no step goes on any more. */
  close(): void {
    this.releases = [];
    this.flush();
    clearTimeout(this.retry);
  }

  private wait(release: () => void): void {
    this.unreleased += 1;
    this.releases.push(() => {
      this.unreleased -= 1;
      release();
    });
    if (this.retry === undefined) this.turn ??= setImmediate(() => this.flush());
  }
}
