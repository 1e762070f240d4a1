/** The one line on stdout that scripts wait for. */
import type { Output } from "./output.ts";

export interface Ready {
  readonly json: boolean;
  readonly url: string;
  readonly nodes: readonly string[];
}

export function printReady(output: Output, { json, url, nodes }: Ready): void {
  output.out(json ? JSON.stringify({ ready: url, tls: null, nodes }) : `ready ${url}`);
}
