/**
 * What a shell has to come back to: loops, redirections, trap actions, the exit that is under way.
 *
 * Frames are immutable and chained from the innermost outwards, so that a fork or a clone shares
 * the chain by copying one reference.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import type { Program } from "../syntax/program.ts";

interface LoopFrame {
  readonly type: "loop";
  /** What `for` has still to go through. */
  readonly words: readonly string[];
  readonly status: number;
  readonly under: Frame | undefined;
}

interface RedirectFrame {
  readonly type: "redirect";
  readonly stdout: number;
  readonly stderr: number;
  readonly under: Frame | undefined;
}

/** A trap's action runs; `program`, `counter` and `status` are those that it interrupted. */
interface TrapFrame {
  readonly type: "trap";
  readonly program: Program;
  readonly counter: number;
  readonly status: number;
  readonly under: Frame | undefined;
}

/** The action of `trap ... EXIT` runs; then the shell ends with `status`. */
interface ExitFrame {
  readonly type: "exit";
  readonly status: number;
  readonly under: Frame | undefined;
}

export type Frame = LoopFrame | RedirectFrame | TrapFrame | ExitFrame;

/** The innermost frame of a trap or of the exit, if one of their actions runs. */
export function actionFrame(top: Frame | undefined): TrapFrame | ExitFrame | undefined {
  for (let frame = top; frame !== undefined; frame = frame.under) {
    if (frame.type === "trap" || frame.type === "exit") return frame;
  }
  return undefined;
}

/** How many trap actions run inside one another. */
export function trapDepth(top: Frame | undefined): number {
  let depth = 0;
  for (let frame = actionFrame(top); frame !== undefined; frame = actionFrame(frame.under)) {
    depth += 1;
  }
  return depth;
}

/** What a forked child keeps of a chain: the descriptors that were saved stay open in it. */
export function redirectFrames(top: Frame | undefined): Frame | undefined {
  if (top === undefined) return undefined;
  const under = redirectFrames(top.under);
  return top.type === "redirect" ? { ...top, under } : under;
}

/** Writes a chain of frames, innermost first, with an end mark. */
export function encodeFrames(top: Frame | undefined, encoder: Encoder): void {
  for (let frame = top; frame !== undefined; frame = frame.under) {
    switch (frame.type) {
      case "loop":
        encoder.int(1);
        encoder.int(frame.words.length);
        for (const word of frame.words) encoder.text(word);
        encoder.int(frame.status);
        break;
      case "redirect":
        encoder.int(2);
        encoder.int(frame.stdout);
        encoder.int(frame.stderr);
        break;
      case "trap":
        encoder.int(3);
        encoder.int(frame.program.hashHigh);
        encoder.int(frame.program.hashLow);
        encoder.int(frame.counter);
        encoder.int(frame.status);
        break;
      case "exit":
        encoder.int(4);
        encoder.int(frame.status);
        break;
    }
  }
  encoder.int(0);
}
