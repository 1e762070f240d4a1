/**
 * Requests as an SDK writes them, signed by AWS's own signer, as bytes that can be sent again.
 */
import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";

export const BENCH_KEY = { id: "AKIDBENCHMARK", secret: "a secret of no value" };

/** The bytes of one signed call; they are good for 15 minutes. */
export async function signedCall(port: number, operation: string, input: unknown): Promise<Buffer> {
  const body = JSON.stringify(input);
  const signer = new SignatureV4({
    service: "ssm",
    region: "us-east-1",
    applyChecksum: true,
    credentials: { accessKeyId: BENCH_KEY.id, secretAccessKey: BENCH_KEY.secret },
    sha256: Sha256,
  });
  const { headers } = await signer.sign({
    method: "POST",
    protocol: "http:",
    hostname: "127.0.0.1",
    path: "/",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AmazonSSM.${operation}`,
      "x-amz-user-agent": "aws-sdk-js/3.1169.0 ua/2.1 os/linux lang/js md/nodejs",
      "user-agent": "aws-sdk-js/3.1169.0",
      "amz-sdk-invocation-id": "11111111-2222-4333-8444-555555555555",
      "amz-sdk-request": "attempt=1; max=3",
      host: `127.0.0.1:${port}`,
      "content-length": String(Buffer.byteLength(body)),
    },
    body,
  });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST / HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
}

/** Node's SHA-256 in the form in which the signer wants it. */
class Sha256 {
  private readonly hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash =
      secret === undefined ? createHash("sha256") : createHmac("sha256", secret as Uint8Array);
  }

  update(data: string | Uint8Array): void {
    this.hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    throw new Error("one hash is used once");
  }
}
