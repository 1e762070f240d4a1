/** The one line on stdout that scripts wait for. */
import type { Output } from "./output.ts";

export interface Ready {
  readonly json: boolean;
  readonly url: string;
  /** The URL of the TLS port, if there is one. */
  readonly tls?: string | null;
  readonly nodes: readonly string[];
}

export function printReady(output: Output, { json, url, tls = null, nodes }: Ready): void {
  output.out(json ? JSON.stringify({ ready: url, tls, nodes }) : `ready ${url}`);
}
