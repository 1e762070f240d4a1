/**
 * Tokens of CreateControlChannel: who holds one may open one control channel for one node.
 *
 * The newest token of a node counts; it serves once and expires. Tokens come from the system's
 * random source, never from the seed.
 */
import { randomBytes } from "node:crypto";
import { isSameText } from "./same-text.ts";

/** How long an agent may take from CreateControlChannel to its OpenControlChannel. */
export const TOKEN_MS = 60_000;
/** Tokens at a time, one a node; past it CreateControlChannel is refused. */
export const TOKENS_MAX = 100_000;
const TOKEN_BYTES = 32;

export class ChannelTokens {
  /** In the order in which they expire. */
  private readonly tokens = new Map<string, { readonly token: string; readonly endsMs: number }>();

  /** A new token for a node; undefined when there are too many. */
  issue(node: string, nowMs: number): string | undefined {
    this.tokens.delete(node);
    this.dropExpired(nowMs);
    if (this.tokens.size >= TOKENS_MAX) return undefined;
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    this.tokens.set(node, { token, endsMs: nowMs + TOKEN_MS });
    return token;
  }

  /** Whether a token opens a node's channel; if so, it never does again. */
  redeem(node: string, token: string, nowMs: number): boolean {
    const known = this.tokens.get(node);
    if (known === undefined || known.endsMs <= nowMs || !isSameText(known.token, token)) {
      return false;
    }
    this.tokens.delete(node);
    return true;
  }

  private dropExpired(nowMs: number): void {
    for (const [node, { endsMs }] of this.tokens) {
      if (endsMs > nowMs) return;
      this.tokens.delete(node);
    }
  }
}
