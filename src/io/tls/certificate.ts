/**
 * Certificates: a private CA, and what it signs for one server. Keys are the system's.
 *
 * The library only writes X.509; keys come from node:crypto, whose random source they need.
 * RSA, because every TLS client takes it.
 */
import { generateKeyPair, randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { promisify } from "node:util";
import forge from "node-forge";

/** A certificate and its private key, both as PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

/** Source: NIST SP 800-57, the least that is still recommended. */
const KEY_BITS = 2048;
const DAY_MS = 86_400_000;
/** How long a CA is good: a fleet's nodes are told about it by hand. */
export const CA_DAYS = 3_650;
/** How long a server's certificate is good. */
export const SERVER_DAYS = 90;
/** Clocks of clients may be behind ours. */
const EARLIER_MS = DAY_MS;
const SERIAL_BYTES = 16;

/** A new CA that signs itself. */
export async function makeCa(nowMs: number): Promise<Identity> {
  const pair = await makeKeys();
  const subject = [{ name: "commonName", value: "ssm-fleet-sim private CA" }];
  const certificate = draft(pair.publicKey, { nowMs, days: CA_DAYS });
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: "basicConstraints", critical: true, cA: true, pathLenConstraint: 0 },
    { name: "keyUsage", critical: true, keyCertSign: true, cRLSign: true },
    { name: "subjectKeyIdentifier" },
  ]);
  return signed(certificate, pair.privateKey, pair.privateKey);
}

/**
 * A certificate for a server that is reached by these names.
 *
 * Shape: 1 or more DNS names and IP addresses -> one certificate that has all of them.
 */
export async function issueServer(
  ca: Identity,
  names: readonly string[],
  nowMs: number,
): Promise<Identity> {
  const pair = await makeKeys();
  const issuer = forge.pki.certificateFromPem(ca.certificate);
  const certificate = draft(pair.publicKey, { nowMs, days: SERVER_DAYS });
  certificate.setSubject([{ name: "commonName", value: "ssm-fleet-sim" }]);
  certificate.setIssuer(issuer.subject.attributes);
  certificate.setExtensions([
    { name: "basicConstraints", critical: true, cA: false },
    { name: "keyUsage", critical: true, digitalSignature: true, keyEncipherment: true },
    { name: "extKeyUsage", serverAuth: true },
    { name: "subjectAltName", altNames: names.map(alternativeName) },
    {
      name: "authorityKeyIdentifier",
      keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes(),
    },
  ]);
  return signed(certificate, pair.privateKey, ca.key);
}

interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

function makeKeys(): Promise<KeyPair> {
  return promisify(generateKeyPair)("rsa", {
    modulusLength: KEY_BITS,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}

function draft(
  publicKey: string,
  { nowMs, days }: { readonly nowMs: number; readonly days: number },
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  // A first byte below 0x80 and not 0 keeps the number positive and of full length.
  certificate.serialNumber = `4a${randomBytes(SERIAL_BYTES - 1).toString("hex")}`;
  certificate.validity.notBefore = new Date(nowMs - EARLIER_MS);
  certificate.validity.notAfter = new Date(nowMs + days * DAY_MS);
  return certificate;
}

function signed(certificate: forge.pki.Certificate, key: string, signingKey: string): Identity {
  certificate.sign(forge.pki.privateKeyFromPem(signingKey), forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate), key };
}

/** Source: RFC 5280, 4.2.1.6: 2 is a DNS name, 7 an IP address. */
function alternativeName(name: string): object {
  return isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name };
}
