/**
 * Keeps browsers' cross-site requests away: which Host and Origin a request may carry.
 *
 * A page on another site can make a browser send requests to 127.0.0.1; it can't choose the Host
 * of a name that it does not own (DNS rebinding shows that name), nor hide its Origin. So Host has
 * to be a loopback name or one that was allowed, and an Origin, if there is one, has to be this
 * very server.
 */

import { bareName } from "./reached-names.ts";

export interface HostRefusal {
  readonly expected: string;
  readonly found: string;
}

export interface RequestHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
}

export class HostCheck {
  private readonly allowed: ReadonlySet<string>;
  /** The latest Host that was taken: nearly every request carries the same. */
  private latest = "";

  /** `allowHosts` are names without a port. */
  constructor(allowHosts: readonly string[]) {
    this.allowed = new Set(allowHosts.map(bareName));
  }

  /** Why a request is refused; undefined when it may pass. */
  refuse({ host, origin }: RequestHeaders): HostRefusal | undefined {
    if (host === undefined || (host !== this.latest && !this.isOurs(host))) {
      const expected = "a Host that is a loopback name, or one given with --allow-host";
      return { expected, found: host === undefined ? "none" : shorten(host) };
    }
    this.latest = host;
    if (origin === undefined || isSameOrigin(origin, host)) return undefined;
    return { expected: "no Origin, or this server's own", found: shorten(origin) };
  }

  private isOurs(host: string): boolean {
    const name = bareName(nameOf(host));
    return isLoopback(name) || this.allowed.has(name);
  }
}

/** True for `localhost`, 127.0.0.0/8 and ::1, with or without brackets. */
export function isLoopback(name: string): boolean {
  return name === "localhost" || name === "[::1]" || name === "::1" || LOOPBACK_V4.test(name);
}

const BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const LOOPBACK_V4 = new RegExp(`^127\\.${BYTE}\\.${BYTE}\\.${BYTE}$`);

/** A Host header without its port. */
function nameOf(host: string): string {
  return host.replace(/:\d{1,5}$/, "");
}

function isSameOrigin(origin: string, host: string): boolean {
  const lower = origin.toLowerCase();
  return lower === `http://${host.toLowerCase()}` || lower === `https://${host.toLowerCase()}`;
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
