/**
 * The certificate of the TLS port: issued at every start, and anew before it ends.
 *
 * It is kept in memory alone: whoever trusts the CA trusts the next one as well.
 */
import type { Server } from "node:https";
import type { Logger } from "pino";
import { SERVER_DAYS, issueServer } from "./certificate.ts";
import type { Identity } from "./certificate.ts";

/** Names by which this machine reaches itself. */
const LOOPBACK_NAMES = ["127.0.0.1", "::1", "localhost"];
/** A third of its time is left when a certificate is renewed. */
const RENEW_MS = (SERVER_DAYS * 86_400_000 * 2) / 3;
/** How often the end is looked for: a timer can't be as long, and a machine may sleep. */
const CHECK_MS = 3_600_000;

/** What a TLS server is to show; `names` are those that others than this machine reach it by. */
export function issueForNames(ca: Identity, names: readonly string[]): Promise<Identity> {
  const all = new Set([...LOOPBACK_NAMES, ...names]);
  return issueServer(ca, [...all], Date.now());
}

/** Renews a server's certificate for as long as it runs; answers how to end that. */
export function keepRenewed(
  server: Server,
  issue: () => Promise<Identity>,
  log: Logger,
): () => void {
  let issuedMs = Date.now();
  const check = (): void => {
    if (Date.now() - issuedMs < RENEW_MS) return;
    issue().then(
      ({ certificate: cert, key }) => {
        server.setSecureContext({ cert, key, minVersion: "TLSv1.2" });
        issuedMs = Date.now();
      },
      (error: unknown) => log.error({ err: error }, "the TLS certificate could not be renewed"),
    );
  };
  const timer = setInterval(check, CHECK_MS);
  return () => clearInterval(timer);
}
