/**
 * The disk of an agent that has a process of its own: its host keeps it.
 *
 * A host with a data directory says when changes are durable, and until then the rest of their step
 * waits, and every later step behind it. To any other host changes are as good as done once they are
 * in the pipe.
 */
import type { StoreChange } from "../../agent/agent-store.ts";
import type { DurablePort } from "../../world/host-ports.ts";
import type { HostPipe } from "./host-pipe.ts";

interface Written {
  /** What waits for these changes, in order. */
  readonly releases: (() => void)[];
}

export class PipedStore implements DurablePort {
  readonly #pipe: Pick<HostPipe, "say">;
  readonly #isDurable: boolean;
  /** Changes that the host has not called durable, oldest first. */
  readonly #written: Written[] = [];

  constructor(pipe: Pick<HostPipe, "say">, { isDurable }: { readonly isDurable: boolean }) {
    this.#pipe = pipe;
    this.#isDurable = isDurable;
  }

  commit(_node: string, changes: readonly StoreChange[], release: () => void): void {
    if (changes.length > 0) {
      this.#pipe.say({ type: "store", changes });
      if (this.#isDurable) this.#written.push({ releases: [] });
    }
    const last = this.#written.at(-1);
    if (last === undefined) release();
    else last.releases.push(release);
  }

  /** The oldest changes are durable now. */
  stored(): void {
    for (const release of this.#written.shift()?.releases ?? []) release();
  }
}
