/**
 * A document's content as text, and that text's hash.
 *
 * Source: hash and type as DescribeDocument answers them: hex SHA-256 of the content.
 */
import type { BuiltInDocument } from "../ssm/document.ts";
import { byteStringOfText } from "../wire/utf8.ts";
import { sha256Hex } from "./sha256.ts";

/** The JSON text that GetDocument shows. */
export function documentText(document: BuiltInDocument): string {
  const known = TEXTS.get(document);
  if (known !== undefined) return known;
  const text = JSON.stringify(document.content, undefined, 2);
  TEXTS.set(document, text);
  return text;
}

export function documentHash(document: BuiltInDocument): string {
  return sha256Hex(byteStringOfText(documentText(document)));
}

/** Texts of immutable documents, made when first asked for. */
const TEXTS = new Map<BuiltInDocument, string>();
