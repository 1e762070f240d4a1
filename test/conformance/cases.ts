/**
 * Which recordings are played where.
 */
import { RECORDINGS } from "./recording.ts";

/** Up to ten minutes long: played in virtual time. */
export const VIRTUAL: readonly string[] = ["44-drop-while-ending", "80-no-reply-ack"];

/** Recordings whose scripts simulated processes can't run: see docs/shell-subset.md. */
export const OUTSIDE_SUBSET: Readonly<Record<string, string>> = {
  "10-success": "a pipe",
  "21-duplicate-send": "a redirection into a file",
  "26-schema12": "pwd",
  "65-params-22": "pwd",
  "95-flood-cancel": "yes",
};

/** Played over a real socket with real processes. */
export const LIVE: readonly string[] = RECORDINGS.filter((name) => !VIRTUAL.includes(name));

/** Played in virtual time with simulated processes. */
export const SIMULATED: readonly string[] = RECORDINGS.filter((name) => !(name in OUTSIDE_SUBSET));
