/**
 * Text in a Mermaid diagram: whatever could end a line, begin a comment or be taken for a word of the
 * language stands as a numbered entity, which Mermaid shows as the character.
 */
import { printable } from "../text.ts";

/** Characters of one text, after it was escaped. Mermaid takes 50,000 in a whole diagram. */
const LENGTH_MAX = 240;

/** Letters, digits, and signs that mean nothing to Mermaid. */
const PLAIN = /^[A-Za-z0-9 .,:()+_/=-]$/;

/** In one line; too long a text ends with `...`. */
export function mermaidText(text: string): string {
  let escaped = "";
  for (const character of printable(text)) {
    const next = PLAIN.test(character) ? character : `#${character.codePointAt(0) ?? 0};`;
    if (escaped.length + next.length > LENGTH_MAX) return `${escaped}...`;
    escaped += next;
  }
  return escaped;
}
