/**
 * The names and addresses that a service is reached by, besides loopback's: those of --allow-host,
 * and the address that it listens on, if it is one and not all of them.
 *
 * Requests may carry them as their Host, and the TLS certificate has all of them.
 */

/** Shape: lower-case, an IPv6 address without brackets, each once. */
export function reachedNames(host: string, allowHosts: readonly string[]): readonly string[] {
  const names = allowHosts.map(bareName);
  const address = bareName(host);
  return [...new Set(EVERY_ADDRESS.has(address) ? names : [...names, address])];
}

/**
 * The host of a URL by which this machine reaches what listens there.
 *
 * Shape: an IPv6 address in brackets; loopback for "every address", which is nobody's Host.
 */
export function urlHost(host: string): string {
  const name = bareName(host);
  if (name === "::") return "[::1]";
  if (EVERY_ADDRESS.has(name)) return "127.0.0.1";
  return name.includes(":") ? `[${name}]` : name;
}

/** A name as it is compared: `[::1]` and `::1` are one. */
export function bareName(name: string): string {
  const lower = name.toLowerCase();
  return lower.startsWith("[") && lower.endsWith("]") ? lower.slice(1, -1) : lower;
}

const EVERY_ADDRESS: ReadonlySet<string> = new Set(["0.0.0.0", "::", ""]);
