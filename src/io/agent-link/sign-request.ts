/**
 * Signs what an agent sends with Signature Version 4, header by header as the agent does.
 *
 * The canonical form is the one that the controller verifies (io/sigv4). Without a key nothing is
 * signed and no header added. The derived key of a day and service is kept: a fleet signs tens of
 * thousands of requests with a handful of them.
 */
import { createHmac, hash } from "node:crypto";
import { ALGORITHM, writeAmzDate } from "../sigv4/authorization.ts";
import { canonicalRequest } from "../sigv4/canonical.ts";

/** An access key of the controller. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
}

/** A request before it is signed; `headers` are signed all of them, names in lower case. */
export interface UnsignedRequest {
  readonly method: string;
  /** Path and query as they stand in the request line. */
  readonly url: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The services whose calls an agent signs. */
export type SignedService = "ssm" | "ssmmessages" | "ec2messages";

export class RequestSigner {
  readonly #key: AccessKey | undefined;
  readonly #region: string;
  readonly #nowMs: () => number;
  /** By service; of one day. */
  readonly #derived = new Map<string, { readonly date: string; readonly key: Buffer }>();

  /** `nowMs` is the system's clock (Unix milliseconds), which the verifier compares with its own. */
  constructor(options: {
    readonly key: AccessKey | undefined;
    readonly region: string;
    readonly nowMs: () => number;
  }) {
    this.#key = options.key;
    this.#region = options.region;
    this.#nowMs = options.nowMs;
  }

  /**
   * The headers to send: those of the request, and X-Amz-Date and Authorization with a key.
   *
   * Shape: signs `host`, `x-amz-date` and every header of the request.
   */
  sign(request: UnsignedRequest, service: SignedService): Record<string, string> {
    if (this.#key === undefined) return { ...request.headers };
    const amzDate = writeAmzDate(this.#nowMs());
    const headers: Record<string, string> = { ...request.headers, "x-amz-date": amzDate };
    const signedHeaders = [...Object.keys(headers), "host"].sort();
    const scope = `${amzDate.slice(0, 8)}/${this.#region}/${service}/aws4_request`;
    const canonical = canonicalRequest(
      {
        method: request.method,
        url: request.url,
        headers: { ...headers, host: request.host },
        body: new Uint8Array(),
      },
      signedHeaders,
      hash("sha256", request.body),
    );
    const text = `${ALGORITHM}\n${amzDate}\n${scope}\n${hash("sha256", canonical)}`;
    const key = this.#signingKey(this.#key.secret, amzDate.slice(0, 8), service);
    const signature = createHmac("sha256", key).update(text).digest("hex");
    headers["authorization"] =
      `${ALGORITHM} Credential=${this.#key.id}/${scope}, ` +
      `SignedHeaders=${signedHeaders.join(";")}, Signature=${signature}`;
    return headers;
  }

  #signingKey(secret: string, date: string, service: string): Buffer {
    const known = this.#derived.get(service);
    if (known?.date === date) return known.key;
    let key = Buffer.from(`AWS4${secret}`);
    for (const part of [date, this.#region, service, "aws4_request"]) {
      key = createHmac("sha256", key).update(part).digest();
    }
    this.#derived.set(service, { date, key });
    return key;
  }
}
