/**
 * The ports of a service: one for plain HTTP and, if wanted, one for the same routes over TLS.
 */
import { once } from "node:events";
import type { Server } from "node:http";
import type { Server as SecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import { openPrivateCa } from "../tls/private-ca.ts";
import { createHttpServer, createTlsServer } from "./http-server.ts";
import type { HttpHandlers } from "./http-server.ts";
import { urlHost } from "./reached-names.ts";
import { StartError } from "./start-error.ts";

export interface TlsOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** Where the private CA is kept. */
  readonly caDirectory: string;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** Names that the certificate holds besides loopback's. */
  readonly names: readonly string[];
  readonly tls?: TlsOptions | undefined;
  readonly log: Logger;
}

export interface Addresses {
  /** As it is reached from this machine. */
  readonly url: string;
  readonly port: number;
  readonly tlsUrl: string | null;
}

export class Listeners {
  private readonly handlers: HttpHandlers;
  private readonly servers: (Server | SecureServer)[] = [];
  private readonly closed: Promise<unknown>[] = [];
  private endRenewal = (): void => {};

  constructor(handlers: HttpHandlers) {
    this.handlers = handlers;
  }

  /**
   * Listens on both ports.
   *
   * Errors: rejects with StartError: SIM_ERR_BIND, and those of the CA's directory.
   */
  async open({ host, port, tls, names, log }: ListenOptions): Promise<Addresses> {
    const plain = createHttpServer(this.handlers);
    await this.listen(plain, host, port);
    const bound = portOf(plain);
    const url = `http://${urlHost(host)}:${bound}`;
    if (tls === undefined) return { url, port: bound, tlsUrl: null };
    const ca = await openPrivateCa(tls.caDirectory, Date.now());
    if ("code" in ca) throw new StartError(ca.code, ca.message);
    const { issueForNames, keepRenewed } = await import("../tls/server-certificate.ts");
    const issue = () => issueForNames(ca, names);
    const secure = createTlsServer(this.handlers, await issue());
    await this.listen(secure, host, tls.port);
    this.endRenewal = keepRenewed(secure, issue, log);
    return { url, port: bound, tlsUrl: `https://${urlHost(host)}:${portOf(secure)}` };
  }

  /** Takes no connection in any more. */
  close(): void {
    this.endRenewal();
    for (const server of this.servers) {
      this.closed.push(once(server, "close"));
      server.close();
    }
  }

  /** Cuts what is still open, and waits until all is gone. */
  async cutAll(): Promise<void> {
    for (const server of this.servers) server.closeAllConnections();
    await Promise.all(this.closed);
  }

  private async listen(server: Server | SecureServer, host: string, port: number): Promise<void> {
    server.listen({ host, port, backlog: CONNECTIONS_WAITING_MAX });
    try {
      await once(server, "listening");
    } catch (cause) {
      const found = cause instanceof Error ? cause.message : String(cause);
      const message = `Expected to listen on ${host}:${port}; found: ${found}.`;
      throw new StartError("SIM_ERR_BIND", message, cause);
    }
    this.servers.push(server);
  }
}

/** Connections that may wait to be accepted: a fleet comes all at once. */
const CONNECTIONS_WAITING_MAX = 4_096;

function portOf(server: Server | SecureServer): number {
  return (server.address() as AddressInfo).port;
}
