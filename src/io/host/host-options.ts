/**
 * What a host is started with, and why it may not start.
 */
import type { Logger } from "pino";
import type { Boundaries } from "../../kernel/boundary.ts";
import type { TraceReader } from "../../kernel/trace.ts";
import type { RealProgram } from "../../process/real-program.ts";
import type { MatchedBehaviour } from "../../process/behaviour.ts";
import type { NodeDescription } from "../../world/managed-node.ts";
import type { KeepAlive } from "../agent-link/keep-alive.ts";
import type { AccessKey } from "../agent-link/sign-request.ts";
import type { LiveClock } from "../clock.ts";
import type { StoreErrorCode } from "../store/store-error.ts";
import type { NodeTemplate } from "./new-nodes.ts";

export interface HostOptions {
  /** Such as `http://127.0.0.1:4590`. */
  readonly controllerUrl: string;
  /** Names the host to the controller, and its file in the data directory. */
  readonly hostName: string;
  /** Carried unless the data directory has nodes already: then it is those. */
  readonly nodes: readonly NodeDescription[];
  readonly dataDirectory?: string;
  /** Where real processes live, without a data directory; it is not removed. @defaultValue one for this life */
  readonly processDirectory?: string;
  readonly processes: "simulated" | "real";
  /**
   * Where agents are: steps of the host, or each a process of its own below the host's, which can
   * be killed like any other.
   *
   * @defaultValue "inside"
   */
  readonly agents?: "inside" | "processes";
  /**
   * Who is asked whether an agent or a document worker dies where it stands; without it nobody.
   * Whoever changes what it answers to `areWatched` says so to `LiveHost.boundariesChanged`.
   */
  readonly boundaries?: Boundaries;
  /** Programs that scripts of real processes find before any others. */
  readonly programs?: readonly RealProgram[];
  /** What commands of simulated processes are made to do; real ones do what they do. */
  readonly behaviours?: readonly MatchedBehaviour[];
  readonly key?: AccessKey;
  /** Of signatures. */
  readonly region: string;
  readonly seed: string;
  /** Without one time 0 is now; a data directory has its own. */
  readonly clock?: LiveClock;
  readonly log: Logger;
  readonly traceReaders?: readonly TraceReader[];
  /**
   * What nodes that are added later may be; the first is for those that name no profile.
   *
   * @defaultValue the default profile with its live times
   */
  readonly templates?: readonly NodeTemplate[];
  /**
   * How long the first tries to reach the controller go on, in milliseconds.
   *
   * @defaultValue 5000
   */
  readonly patienceMs?: number;
  /** @defaultValue KEEP_ALIVE */
  readonly keepAlive?: KeepAlive;
  /** Breaks the start off: it rejects then, and what it had begun is ended. */
  readonly signal?: AbortSignal;
}

/** Why a host did not start. */
export class HostStartError extends Error {
  readonly code:
    "InvalidControllerUrl" | "TooManyAgents" | "ControllerUnreachable" | StoreErrorCode;

  constructor(code: HostStartError["code"], message: string) {
    super(message);
    this.name = "HostStartError";
    this.code = code;
  }
}
