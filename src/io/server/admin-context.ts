/**
 * What the admin routes are made of, and what a route answers.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { LivePlans } from "../faults/live-faults.ts";
import type { Hosts } from "../host-channel/hosts.ts";
import type { AdminError } from "./answer.ts";
import type { ControlChannels } from "./control-channels.ts";
import type { LiveCore } from "./live-core.ts";
import type { TraceFeed } from "./trace-feed.ts";
import type { TraceRoute } from "./trace-route.ts";

export interface AdminContext {
  readonly core: LiveCore;
  readonly hosts: Hosts;
  readonly channels: ControlChannels;
  readonly feed: TraceFeed;
  readonly traceRoute: TraceRoute;
  readonly isDurable: boolean;
  readonly faults: LivePlans;
}

export interface AdminRequest {
  /** The variable parts of the path, in order. */
  readonly parts: readonly string[];
  readonly body: Buffer;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Undefined when the route has answered by itself. */
export interface AdminAnswer {
  readonly status: number;
  readonly value: unknown;
}

export type AdminHandler = (
  context: AdminContext,
  request: AdminRequest,
) => AdminAnswer | undefined | Promise<AdminAnswer>;

/** An answer that says why not. */
export function adminError(status: number, error: AdminError): AdminAnswer {
  return { status, value: error };
}
