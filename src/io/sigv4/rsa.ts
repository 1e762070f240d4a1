/**
 * The signature by which a registered node asks for its credentials: a request that looks as one of
 * Signature Version 4, and is signed with the node's RSA key instead.
 *
 * The access key id is the node's id; the signature is RSASSA-PSS over the ordinary string to sign,
 * in base64. X-Amz-Content-Sha256 is sent and not signed; the body is hashed here as always.
 * Source: aws/amazon-ssm-agent, agent/ssm/rsaauth; a request of agent 3.3, recorded.
 */
import { constants, createPublicKey, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { apiError, type ApiError } from "../../ssm/error.ts";
import type { SignedRequest } from "./canonical.ts";
import { readClaims, stringToSign } from "./claims.ts";

const SALT_BYTES = 32;

/**
 * The node that signed a request.
 *
 * Shape: `publicKeyOf` answers the DER of a node's SubjectPublicKeyInfo in base64, or undefined.
 * Errors: those of `readClaims`; AccessDeniedException for a node that is not registered;
 *   InvalidSignatureException for any other signature, or a key that is no RSA key. Never throws.
 */
export function verifyRsa(
  request: SignedRequest,
  publicKeyOf: (node: string) => string | undefined,
  nowMs: number,
): { readonly node: string } | ApiError {
  const claims = readClaims(request, { service: "ssm", nowMs, unsigned: "x-amz-content-sha256" });
  if ("code" in claims) return claims;
  const node = claims.accessKeyId;
  const encoded = publicKeyOf(node);
  if (encoded === undefined) return apiError("AccessDeniedException");
  const key = readKey(encoded);
  if (key?.asymmetricKeyType !== "rsa") return apiError("InvalidSignatureException");
  const isTheirs = verify(
    "sha256",
    Buffer.from(stringToSign(request, claims), "latin1"),
    { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: SALT_BYTES },
    Buffer.from(claims.signature, "base64"),
  );
  return isTheirs ? { node } : apiError("InvalidSignatureException");
}

/** Undefined for what is no key at all: whoever registers may send anything. */
function readKey(encoded: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(encoded, "base64"), format: "der", type: "spki" });
  } catch {
    return undefined;
  }
}
