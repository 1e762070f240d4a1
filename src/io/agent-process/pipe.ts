/**
 * What a host and the process of one of its agents say to each other: JSON, one message a line.
 *
 * Both ends are of one package, so there is no version and no check of forms. Two pipes: by the
 * first the agent says what it does and asks what it has to wait for, by the second it is told all
 * else. A line past the bound, or one that is no JSON, ends the agent.
 */
import type { StoreChange } from "../../agent/agent-store.ts";
import type { AgentInput } from "../../agent/input.ts";
import type { AgentOptions } from "../../agent/options.ts";
import type { Boundary, Death } from "../../kernel/boundary.ts";
import type { AgentNews } from "../../world/agent-news.ts";
import type { Ailments } from "../../world/host-ports.ts";
import type { KeepAlive } from "../agent-link/keep-alive.ts";
import type { AccessKey } from "../agent-link/sign-request.ts";

/** The agent's end of the pipes: what it says (and is answered), and what it is told. */
export const SAY_FD = 3;
export const HEAR_FD = 4;

/** Why: a worker's answer holds the output of all steps of a document. */
export const LINE_BYTES_MAX = 64 * 1024 * 1024;
export const NEWLINE = 0x0a;

/** All that an agent's life needs but its store. */
export interface AgentGround {
  readonly node: string;
  readonly index: number;
  readonly boot: number;
  readonly options: AgentOptions;
  /** Of this life alone, as `Prng.save` gives it. */
  readonly prng: string;
  readonly controllerUrl: string;
  readonly key: AccessKey | undefined;
  readonly region: string;
  readonly keepAlive: KeepAlive | undefined;
  /** The host's clock; see sharedClock. */
  readonly epochMs: number;
  readonly originNs: string;
  readonly ailments: Ailments;
  readonly isWatched: boolean;
  /** Whether it is told when its changes are durable, and waits for that. */
  readonly isDurable: boolean;
  /** Whether anybody reads what it has to say for its debugging. */
  readonly isVerbose: boolean;
}

export type ToAgent =
  /** The first one; then a line a record of its store; then `start`. */
  | { readonly type: "ground"; readonly ground: AgentGround }
  | { readonly type: "record"; readonly change: StoreChange }
  | { readonly type: "start" }
  | { readonly type: "input"; readonly input: AgentInput }
  | { readonly type: "stored" }
  | { readonly type: "ailments"; readonly ailments: Ailments }
  /** Whether to ask at boundaries from now on; answered by `watched`. */
  | { readonly type: "watch"; readonly isWatched: boolean };

type Written<News> = News extends { readonly stampNs: bigint }
  ? Omit<News, "stampNs"> & { readonly stampNs: string }
  : News;

export type FromAgent =
  | Written<Exclude<AgentNews, { type: "gone" }>>
  /** A control channel has opened, or the agent polls instead. */
  | { readonly type: "opened" }
  /** A full health report was accepted. */
  | { readonly type: "reported" }
  /** Answered at once by a `BoundaryAnswer` on the same pipe: the agent does nothing meanwhile. */
  | { readonly type: "boundary"; readonly boundary: Boundary }
  | { readonly type: "watched" }
  | { readonly type: "debug"; readonly text: string; readonly fields: object }
  /** An exception of its core was caught. */
  | { readonly type: "defect"; readonly text: string };

export interface BoundaryAnswer {
  readonly death?: Death;
}

export function encodeLine(message: ToAgent | FromAgent | BoundaryAnswer): string {
  return `${JSON.stringify(message)}\n`;
}
