/**
 * The gate of a live service: the one place where frames, attempts and calls of agents pass, and
 * where faults get at them.
 *
 * It stands between sockets and core, so it serves simulated and real agents alike, with and without
 * TLS, wherever they are (docs/decisions/0073).
 */
import { FrameGate } from "./frame-gate.ts";
import type { GateParts } from "./gate-parts.ts";
import { LiveLinks } from "./live-links.ts";
import { RequestGate } from "./request-gate.ts";

export class Gate {
  readonly links = new LiveLinks();
  readonly frames: FrameGate;
  readonly requests: RequestGate;
  private readonly isIdle: () => boolean;

  constructor(parts: GateParts & { readonly isIdle: () => boolean }) {
    this.isIdle = parts.isIdle;
    this.frames = new FrameGate(parts, this.links);
    this.requests = new RequestGate(parts, this.links, () => this.isWatching);
  }

  /** Whether any fault may have to do with what passes; without one nothing stops here. */
  get isWatching(): boolean {
    return !this.isIdle() || this.links.areTouched || this.frames.isBusy || this.requests.isBusy;
  }

  answersPings(node: string): boolean {
    return this.links.of(node)?.losesPongs !== true;
  }

  /** What is known to pass again does so. */
  released(node: string): void {
    this.frames.released(node);
    this.requests.released(node);
  }

  planEnded(plan: number): void {
    this.frames.planEnded(plan);
    this.requests.planEnded(plan);
  }
}
