/** Reads the file of `--auth`: the keys that requests have to be signed with. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { usageError } from "./exit.ts";
import { fileTrouble } from "./file-trouble.ts";

/** An access key's id stands in a header, before a `/`. */
export const ACCESS_KEY_ID = /^[!-+.0-~-]{1,128}$/;
/** What a bearer token may be made of: it stands in a header as it is. */
const ADMIN_TOKEN = /^[!-~]{1,1024}$/;

const authFile = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        id: z.string().regex(ACCESS_KEY_ID, "expected 1..128 ASCII characters but space , and /"),
        secret: z.string().min(1).max(256),
      }),
    )
    .min(1)
    .max(1000),
  adminToken: z
    .string()
    .regex(ADMIN_TOKEN, "expected 1..1024 ASCII characters but space")
    .optional(),
});

export interface Auth {
  readonly keys: readonly { readonly id: string; readonly secret: string }[];
  readonly adminToken?: string;
}

/** Errors: usage errors that name the file and what was expected in it. */
export function readAuthFile(file: string): Auth {
  const parsed = authFile.safeParse(readJson(file));
  if (!parsed.success) throw usageError(`--auth ${file}: ${z.prettifyError(parsed.error)}`);
  const { keys, adminToken } = parsed.data;
  return adminToken === undefined ? { keys } : { keys, adminToken };
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw usageError(`--auth: expected a readable file, found ${file}: ${fileTrouble(cause)}`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw usageError(`--auth ${file}: expected JSON, found ${String(cause)}`);
  }
}
