/**
 * Ends a connection without a word, as a fault of the network does.
 */
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";

/** By a TCP reset where the connection is ours to reset; one under TLS only ends. */
export function resetStream(stream: Duplex): void {
  if (stream.destroyed) return;
  if (stream instanceof Socket && !(stream instanceof TLSSocket)) stream.resetAndDestroy();
  else stream.destroy();
}
