/**
 * What a run has written, as the trace tells of it: a digest of each stream behind each write.
 *
 * So a reader can say of a report whether it is a prefix of what was written. It is bounded: of so
 * many writes only, and none past what a report can hold; that it is full,
 * and where a report that is too long is cut, stands in the trace in any case.
 */
import { CUTS, STREAM_BYTES_MAX } from "../agent/output.ts";
import type { TraceFact } from "../kernel/effect.ts";
import { Digest } from "../kernel/digest.ts";
import type { OutputStream } from "../process/process-event.ts";

/** Writes of one run that are told. Source: our bound. */
const TOLD_MAX = 64;

export class Written {
  private readonly stdout: Digest;
  private readonly stderr: Digest;
  private told: number;

  constructor(from?: Written) {
    this.stdout = from?.stdout.clone() ?? new Digest();
    this.stderr = from?.stderr.clone() ?? new Digest();
    this.told = from?.told ?? 0;
  }

  /** Takes a write in; answers what there is to tell of it. The last that is told says so. */
  take(stream: OutputStream, bytes: string): readonly WroteFact[] {
    const digest = this[stream];
    const facts: WroteFact[] = [];
    let rest = bytes.slice(0, STREAM_BYTES_MAX + 1 - digest.bytes);
    for (const cut of CUTS) {
      const length = cut - digest.bytes;
      if (length <= 0 || length >= rest.length) continue;
      digest.add(rest.slice(0, length));
      rest = rest.slice(length);
      facts.push({ event: "process.wrote", stream, upTo: digest.text });
    }
    if (rest === "") return facts;
    digest.add(rest);
    this.told += 1;
    const isFull = digest.bytes > STREAM_BYTES_MAX;
    if (this.told > TOLD_MAX && !isFull) return facts;
    const last = this.told >= TOLD_MAX ? { last: true } : {};
    return [...facts, { event: "process.wrote", stream, upTo: digest.text, ...last }];
  }
}

type WroteFact = TraceFact & { readonly event: "process.wrote" };
