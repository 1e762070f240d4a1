/**
 * Text in columns: what is cut, padded and wrapped is counted in characters, not in bytes.
 *
 * Names come from files: whatever could move a terminal's cursor or break a line is shown as `?`.
 */

/** As it can be printed: one line, without control characters. */
export function printable(text: string): string {
  return text.replace(/\s+/gu, " ").replace(/[\p{C}\u2028\u2029]/gu, "?");
}

/** Code points: no splitter of graphemes is the same in all versions of Node. */
function charactersOf(text: string): string[] {
  return Array.from(text);
}

/** Exactly so wide: cut with a `~` at its end, or filled up. */
export function fit(text: string, width: number): string {
  const characters = charactersOf(text);
  if (characters.length <= width) return text + " ".repeat(width - characters.length);
  return `${characters.slice(0, Math.max(0, width - 1)).join("")}~`.slice(0, width);
}

/** At its right end. */
export function fitRight(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - charactersOf(text).length)) + text;
}

/** In lines of at most so many characters, broken at blanks; a longer word has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (charactersOf(longer).length <= width || line === "") line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** Items with `; ` between them, in lines that break only between two items. */
export function wrapItems(items: readonly string[], width: number): string[] {
  const whole = items.map((item) => item.replaceAll(" ", NO_BREAK));
  return wrap(whole.join("; "), width).map((line) => line.replaceAll(NO_BREAK, " "));
}

const NO_BREAK = "\u00A0";

/** `a, b, c and 4 more`. */
export function listed(names: readonly string[], max: number): string {
  const shown = names.slice(0, max).join(", ");
  return names.length <= max ? shown : `${shown} and ${names.length - max} more`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
