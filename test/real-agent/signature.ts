/**
 * Signature Version 4 as an agent writes it.
 */
import { createHash, createHmac } from "node:crypto";

export interface Signable {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function stringToSign({ method, path, headers, body }: Signable, scope: string) {
  const sorted = Object.keys(headers).sort();
  const names = sorted.join(";");
  const [bare = "", query = ""] = path.split("?");
  const lines = sorted.map((name) => `${name}:${headers[name]!}\n`).join("");
  const canonical = `${method}\n${bare}\n${query}\n${lines}\n${names}\n${sha256(body)}`;
  const date = headers["x-amz-date"]!;
  return { names, text: `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}` };
}

export function authorizationOf(credential: string, names: string, signature: string): string {
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
