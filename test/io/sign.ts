/**
 * Signs requests with AWS's own signer, so that the verifier is held against other people's code.
 */
import { createHash, createHmac, type Hash } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import type { SignedRequest } from "../../src/io/sigv4.ts";

export interface Signing {
  readonly method?: string;
  readonly path?: string;
  readonly query?: Record<string, string | string[]>;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  readonly region?: string;
  readonly service?: string;
  readonly signedAtMs: number;
  readonly unsignedHeaders?: readonly string[];
  /** Whether the signer adds X-Amz-Content-Sha256, as SDKs for JavaScript do. */
  readonly contentSha256?: boolean;
}

/** The request as it reaches a server: its header names in lower case, its query encoded. */
export async function sign(signing: Signing): Promise<SignedRequest> {
  const { method = "POST", path = "/", query = {}, body = "" } = signing;
  const { accessKeyId = "test", secretAccessKey = "test", sessionToken } = signing;
  const signer = new SignatureV4({
    credentials: {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
    region: signing.region ?? "us-east-1",
    service: signing.service ?? "ssm",
    sha256: Sha256,
    applyChecksum: signing.contentSha256 ?? false,
  });
  const request = {
    method,
    protocol: "http:",
    hostname: "127.0.0.1",
    port: 4590,
    path,
    query,
    headers: { host: "127.0.0.1:4590", ...signing.headers },
    body,
  };
  const signed = await signer.sign(request, {
    signingDate: new Date(signing.signedAtMs),
    unsignableHeaders: new Set(signing.unsignedHeaders),
  });
  const headers = Object.entries(signed.headers).map(([name, value]) => [
    name.toLowerCase(),
    value,
  ]);
  return {
    method,
    url: path + queryText(query),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.from(body),
  };
}

function queryText(query: Record<string, string | string[]>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((each) => `${encodeURIComponent(name)}=${encodeURIComponent(each)}`),
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** What the signer wants of a hash: the same class for SHA-256 and, given a key, for its HMAC. */
class Sha256 {
  private readonly hash: Hash | ReturnType<typeof createHmac>;

  constructor(secret?: unknown) {
    this.hash =
      secret === undefined
        ? createHash("sha256")
        : createHmac("sha256", secret as string | Uint8Array);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(data as string | Uint8Array);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    throw new Error("the signer never resets a hash");
  }
}
