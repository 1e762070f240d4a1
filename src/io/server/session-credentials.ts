/**
 * Temporary credentials of nodes' roles, all derived from one key.
 *
 * A session token says whose it is and until when, and carries a code over that; the secret access
 * key follows from it. So nothing has to be kept for each, and what was issued before a restart is
 * good after it. Source: our choice; AWS's tokens are opaque.
 */
import { createHmac, randomBytes } from "node:crypto";
import { join } from "node:path";
import type { RoleCredentials } from "../../api/call-context.ts";
import { apiError } from "../../ssm/error.ts";
import type { ApiError } from "../../ssm/error.ts";
import { makeDirectory } from "../store/make-directory.ts";
import { readIfThere, writeOnce } from "../store/secret-file.ts";
import { storeError } from "../store/store-error.ts";
import type { StoreError } from "../store/store-error.ts";
import { isSameText } from "./same-text.ts";

/** How long credentials are good; the agent asks for new ones at half of it. */
export const SESSION_MS = 3_600_000;
const KEY_BYTES = 32;
const ID_BYTES = 10;
/** A token of ours is shorter; nothing longer is looked at. */
const TOKEN_LENGTH_MAX = 1_024;
const KEY_FILE = "session-key";
const KEY = /^[0-9a-f]{64}$/;

/** What a token says. */
interface Claims {
  readonly node: string;
  readonly accessKeyId: string;
  readonly expiresMs: number;
}

export interface Session {
  readonly secretAccessKey: string;
  readonly node: string;
}

/**
 * The key of a data directory, made if there is none; without a directory it is new.
 *
 * Errors: SIM_ERR_STORE_UNREADABLE as a value.
 */
export function openSessionKey(directory: string | undefined): string | StoreError {
  if (directory === undefined) return randomBytes(KEY_BYTES).toString("hex");
  const file = join(directory, KEY_FILE);
  try {
    makeDirectory(directory);
    if (readIfThere(file) === undefined) writeOnce(file, randomBytes(KEY_BYTES).toString("hex"));
    const key = readIfThere(file) ?? "";
    if (!KEY.test(key)) throw new Error("something else");
    return key;
  } catch (cause) {
    return storeError("SIM_ERR_STORE_UNREADABLE", `${file} to be a key of ours`, cause);
  }
}

export class SessionCredentials {
  private readonly key: string;

  constructor(key: string) {
    this.key = key;
  }

  /** Units: Unix milliseconds. */
  issue(node: string, nowMs: number): RoleCredentials {
    const accessKeyId = `ASIA${base32(randomBytes(ID_BYTES))}`;
    const expiresMs = nowMs + SESSION_MS;
    const claims: Claims = { node, accessKeyId, expiresMs };
    const text = Buffer.from(JSON.stringify(claims)).toString("base64url");
    const sessionToken = `${text}.${this.code("token", text)}`;
    return { accessKeyId, secretAccessKey: this.code("secret", text), sessionToken, expiresMs };
  }

  /**
   * The secret that belongs to an access key and its token.
   *
   * Errors: UnrecognizedClientException for a token that is not ours or another key's;
   *   ExpiredTokenException.
   */
  find(accessKeyId: string, token: string, nowMs: number): Session | ApiError {
    const [text = "", code = ""] = token.length > TOKEN_LENGTH_MAX ? [] : token.split(".");
    if (!isSameText(this.code("token", text), code)) return apiError("UnrecognizedClientException");
    const claims = JSON.parse(Buffer.from(text, "base64url").toString()) as Claims;
    if (claims.accessKeyId !== accessKeyId) return apiError("UnrecognizedClientException");
    if (claims.expiresMs <= nowMs) return apiError("ExpiredTokenException");
    return { secretAccessKey: this.code("secret", text), node: claims.node };
  }

  private code(use: "token" | "secret", text: string): string {
    return createHmac("sha256", this.key).update(`${use}\n${text}`).digest("base64url");
  }
}

/** Source: access key ids consist of A-Z and 2-7. */
function base32(bytes: Buffer): string {
  const bits = BigInt(`0x${bytes.toString("hex")}`);
  return Array.from({ length: 16 }, (_, at) => DIGITS[Number((bits >> BigInt(5 * at)) & 31n)]).join(
    "",
  );
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
