/**
 * The private CA of a data directory: made once, kept in two files that only their owner can read.
 *
 * `ca-key.pem` holds key and certificate and is the one that counts: it appears whole or not at
 * all, so that two processes that start at once agree on one CA. `ca.pem` is the certificate
 * alone, to be given to clients; it is written anew whenever it is not that.
 */
import { X509Certificate, createPrivateKey } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { makeDirectory } from "../store/make-directory.ts";
import { OWNER_ONLY, readIfThere, writeOnce } from "../store/secret-file.ts";
import { storeError } from "../store/store-error.ts";
import type { StoreError } from "../store/store-error.ts";
import type { Identity } from "./certificate.ts";

export interface PrivateCa extends Identity {
  /** The file with the certificate alone. */
  readonly certificateFile: string;
}

const DAY_MS = 86_400_000;
/** A CA that ends sooner is replaced; its clients have to be told about the new one. */
const RENEWED_BEFORE_MS = 90 * DAY_MS;

/**
 * Where a CA is kept when no data directory was given.
 *
 * Source: XDG Base Directory Specification, XDG_DATA_HOME.
 */
export function defaultCaDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_DATA_HOME: home = "" } = environment;
  // The specification has relative paths ignored.
  const base = home.startsWith("/") ? home : join(homedir(), ".local", "share");
  return join(base, "ssm-fleet-sim");
}

/**
 * The CA of a directory, made if there is none or if it ends soon.
 *
 * Errors: SIM_ERR_STORE_UNREADABLE as a value: the directory or its files can't be made or read,
 *   or the file holds something else.
 */
export async function openPrivateCa(
  directory: string,
  nowMs: number,
): Promise<PrivateCa | StoreError> {
  const file = join(directory, KEY_FILE);
  try {
    makeDirectory(directory);
    const known = readCa(file);
    if (known !== undefined && endsMs(known) > nowMs + RENEWED_BEFORE_MS) {
      return keepCertificate(directory, known);
    }
    if (known !== undefined) rmSync(file, { force: true });
    const { makeCa } = await import("./certificate.ts");
    const { key, certificate } = await makeCa(nowMs);
    writeOnce(file, key + certificate);
    // Another process may have been faster: what stands in the file counts.
    const kept = readCa(file);
    if (kept === undefined) throw new Error(`${file} is gone`);
    return keepCertificate(directory, kept);
  } catch (cause) {
    const expected = `${file} to be the key and certificate of our CA`;
    return storeError("SIM_ERR_STORE_UNREADABLE", expected, cause);
  }
}

const KEY_FILE = "ca-key.pem";
const CERTIFICATE_FILE = "ca.pem";
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----\r?\n?/;

/** Undefined when there is no file; throws when it holds anything but a CA. */
function readCa(file: string): Identity | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const certificate = CERTIFICATE.exec(text)?.[0] ?? "";
  const key = text.replace(certificate, "");
  const isPair = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  if (!isPair) throw new Error("the key is not the certificate's");
  return { certificate, key };
}

function endsMs({ certificate }: Identity): number {
  return Date.parse(new X509Certificate(certificate).validTo);
}

function keepCertificate(directory: string, ca: Identity): PrivateCa {
  const certificateFile = join(directory, CERTIFICATE_FILE);
  if (readIfThere(certificateFile) !== ca.certificate) {
    writeFileSync(certificateFile, ca.certificate, { mode: OWNER_ONLY });
  }
  return { ...ca, certificateFile };
}
