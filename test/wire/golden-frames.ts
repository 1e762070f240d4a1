/**
 * Frames recorded between a real agent (3.3.0.0) and a controller that it accepted.
 *
 * Each is kept as its 120 header bytes in hex and its payload as text. Frames to the controller
 * are the real agent's own bytes.
 */
import { readFileSync } from "node:fs";
import type { ReaderName } from "../../src/wire/reader.ts";

export interface GoldenFrame {
  readonly name: string;
  readonly to: ReaderName;
  readonly header: string;
  readonly payload: string;
}

interface Recorded {
  readonly openControlChannel: string;
  readonly frames: readonly GoldenFrame[];
}

const recorded = JSON.parse(
  readFileSync(new URL("./golden-frames.json", import.meta.url), "utf8"),
) as Recorded;

export const GOLDEN_FRAMES = recorded.frames;
export const GOLDEN_OPEN_CONTROL_CHANNEL = recorded.openControlChannel;

/** The whole frame. */
export function bytesOf(golden: GoldenFrame): Uint8Array {
  return Buffer.concat([Buffer.from(golden.header, "hex"), Buffer.from(golden.payload, "utf8")]);
}

/** The recorded frame of this name. */
export function goldenFrame(name: string): GoldenFrame {
  const found = GOLDEN_FRAMES.find((golden) => golden.name === name);
  if (found === undefined) throw new Error(`no golden frame is called ${name}`);
  return found;
}
