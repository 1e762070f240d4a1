/**
 * The baseline of every step in virtual time: the kernel's own heap, and nothing around it.
 *
 * As many entries wait as in the world beside it; each that is taken is posted again with the next
 * delay of a table, so that drawing costs nothing.
 */
import { Prng } from "../src/kernel/prng.ts";
import { EventQueue } from "../src/kernel/queue.ts";

const DELAYS = 4096;

export class BareHeap {
  private readonly queue = new EventQueue();
  private readonly due = { owner: 0, code: 0, payload: undefined as unknown };
  private readonly delays = new Int32Array(DELAYS);
  private next = 0;

  constructor(pending: number, delayMsMax: number) {
    const prng = Prng.seeded("bare heap");
    for (let index = 0; index < DELAYS; index += 1) this.delays[index] = prng.range(1, delayMsMax);
    for (let owner = 0; owner < pending; owner += 1) {
      this.queue.post(prng.range(1, delayMsMax), owner, 0, undefined);
    }
  }

  /** Takes and posts so many entries. */
  play(events: number): void {
    for (let event = 0; event < events; event += 1) {
      this.queue.take(this.due);
      this.next = (this.next + 1) % DELAYS;
      const deadlineMs = this.queue.nowMs + (this.delays[this.next] ?? 1);
      this.queue.post(deadlineMs, this.due.owner, this.due.code, undefined);
    }
  }
}
