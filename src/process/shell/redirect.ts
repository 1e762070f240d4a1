/** Redirections: each leads a descriptor to nowhere or to where another one leads now. */
import { TO_NULL } from "../process-record.ts";
import type { Redirect } from "../syntax/syntax-tree.ts";

export interface Descriptors {
  readonly stdout: number;
  readonly stderr: number;
}

/** Where the descriptors lead after the redirections, which count from left to right. */
export function redirected(from: Descriptors, redirects: readonly Redirect[]): Descriptors {
  let { stdout, stderr } = from;
  for (const { descriptor, target } of redirects) {
    const to = target === "null" ? TO_NULL : target === 1 ? stdout : stderr;
    if (descriptor === 1) stdout = to;
    else if (descriptor === 2) stderr = to;
  }
  return { stdout, stderr };
}
