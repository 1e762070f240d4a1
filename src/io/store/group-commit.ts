/**
 * Group commit: all steps of one turn of the event loop become one transaction.
 *
 * A step's release (its effects and its answer) runs after its transaction, in the order of the
 * steps; a step that wrote nothing waits for those before it, and runs at once when there are
 * none. A record that several steps of a turn have changed is written once, as the last left it.
 */
import type { ServiceDurablePort, StoreRecord } from "../../world/service.ts";
import type { ControllerStore } from "./controller-store.ts";
import type { StoreError } from "./store-error.ts";

export interface GroupCommitPorts {
  readonly store: Pick<ControllerStore, "write">;
  /** Runs steps' releases in order inside the live core; one that throws stops no other. */
  readonly run: (releases: readonly (() => void)[]) => void;
  /** A transaction failed: none of its steps is released, now or later. */
  readonly onFailure: (error: StoreError) => void;
}

export class GroupCommit implements ServiceDurablePort {
  private readonly ports: GroupCommitPorts;
  private changes = new Map<string, StoreRecord>();
  private releases: (() => void)[] = [];
  /** Steps whose release has not run: nobody may overtake them. */
  private unreleased = 0;
  private turn: NodeJS.Immediate | undefined;

  constructor(ports: GroupCommitPorts) {
    this.ports = ports;
  }

  commit(records: readonly StoreRecord[], release: () => void): void {
    if (records.length === 0 && this.unreleased === 0) {
      release();
      return;
    }
    for (const record of records) this.changes.set(`${record.table}/${record.key}`, record);
    this.unreleased += 1;
    this.releases.push(() => {
      this.unreleased -= 1;
      release();
    });
    this.turn ??= setImmediate(() => this.flush());
  }

  /** Forgets what has gathered, as a process that ends does. */
  drop(): void {
    clearImmediate(this.turn);
    this.turn = undefined;
    this.unreleased -= this.releases.length;
    this.changes = new Map();
    this.releases = [];
  }

  /** Writes what has gathered and releases it; called by itself at the end of each turn. */
  flush(): void {
    clearImmediate(this.turn);
    this.turn = undefined;
    if (this.releases.length === 0) return;
    const { changes, releases } = this;
    this.changes = new Map();
    this.releases = [];
    const error = changes.size === 0 ? undefined : this.ports.store.write(changes.values());
    if (error === undefined) {
      this.ports.run(releases);
    } else {
      this.unreleased -= releases.length;
      this.ports.onFailure(error);
    }
  }
}
