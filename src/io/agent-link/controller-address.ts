/**
 * Where the controller is, and from which of our own addresses we call it.
 *
 * A process that opens very many sockets to one address runs out of source ports (about 28,000 a
 * source address). On Linux every address of 127.0.0.0/8 is ours, so a large fleet that talks to a
 * controller on loopback spreads over 127.0.0.2, 127.0.0.3 and so on.
 */

/**
 * Nodes that share one source address. Few: the system looks for a free port among those in use,
 * and takes 45 us for the first 1,000 of an address but 650 us for the 10,000th (measured).
 */
const NODES_PER_ADDRESS = 500;
/** Addresses that are used: 127.0.0.2 to 127.0.0.251, then the same of 127.0.1 and so on. */
const LAST_NUMBERS = 250;
const THIRD_NUMBERS = 250;

export class ControllerAddress {
  /** Such as `http://127.0.0.1:4590`, without a path. */
  readonly origin: string;
  readonly wsOrigin: string;
  /** The value of the Host header. */
  readonly host: string;
  readonly hostname: string;
  readonly port: number;
  readonly isSecure: boolean;
  readonly #spreads: boolean;

  private constructor(url: URL) {
    this.isSecure = url.protocol === "https:";
    this.origin = url.origin;
    this.wsOrigin = url.origin.replace(/^http/, "ws");
    this.host = url.host;
    this.hostname = url.hostname.replace(/^\[|\]$/g, "");
    this.port = url.port === "" ? (this.isSecure ? 443 : 80) : Number(url.port);
    this.#spreads = process.platform === "linux" && /^127\.\d+\.\d+\.\d+$/.test(this.hostname);
  }

  /** The address in a URL; undefined for anything but http and https. */
  static parse(text: string): ControllerAddress | undefined {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol !== "http:" && url?.protocol !== "https:") return undefined;
    return new ControllerAddress(url);
  }

  /** Our end of the socket of the node with this number on its host; undefined is any. */
  localAddress(index: number): string | undefined {
    const group = Math.trunc(index / NODES_PER_ADDRESS);
    if (!this.#spreads || group === 0) return undefined;
    const third = Math.trunc(group / LAST_NUMBERS) % THIRD_NUMBERS;
    return `127.0.${third}.${2 + (group % LAST_NUMBERS)}`;
  }
}
