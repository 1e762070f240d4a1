/**
 * What the host of an `agent` process calls itself to its controller, which takes a name once.
 *
 * The same over restarts on one data directory of one machine, so that it finds its nodes there;
 * new each time without one. The machine's name is in it because containers of one image all keep
 * their data under the same path.
 */
import { createHash, randomBytes } from "node:crypto";
import { resolve } from "node:path";

export function hostName(machine: string, data: string | undefined): string {
  if (data === undefined) return `agent-${process.pid}-${randomBytes(4).toString("hex")}`;
  const place = JSON.stringify([machine, resolve(data)]);
  return `agent-${createHash("sha256").update(place).digest("hex").slice(0, 12)}`;
}
