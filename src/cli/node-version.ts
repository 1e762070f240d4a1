/** Whether the Node that runs this is one that it can run on. */

/** The first that has node:sqlite without a flag, and runs the sources as they are. */
const OLDEST = [22, 18] as const;

/** Shape: a version as `process.versions.node` has it. */
export function isNodeTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}
