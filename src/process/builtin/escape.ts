/** Backslash escapes of `echo`, and of `printf`'s format. */

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

/**
 * Carries escapes out; `octal` is what may stand before octal digits: "0" for echo, "" for a format.
 *
 * `stops` is true when `\c` ended the text.
 */
export function unescapeBytes(
  text: string,
  octal: "0" | "",
): { readonly bytes: string; readonly stops: boolean } {
  if (!text.includes("\\")) return { bytes: text, stops: false };
  const digits = octal === "0" ? /\\0?([0-7]{1,3})|\\0()/y : /\\([0-7]{1,3})/y;
  let bytes = "";
  for (let index = 0; index < text.length;) {
    const next = text.charAt(index + 1);
    digits.lastIndex = index;
    const match = digits.exec(text);
    if (match !== null) {
      bytes += String.fromCharCode(Number.parseInt(`0${match[1] ?? ""}`, 8) & 255);
      index += match[0].length;
    } else if (text.charAt(index) !== "\\") {
      bytes += text.charAt(index);
      index += 1;
    } else if (next === "c" && octal === "0") return { bytes, stops: true };
    else {
      bytes += ESCAPES[next] ?? `\\${next}`;
      index += 2;
    }
  }
  return { bytes, stops: false };
}
