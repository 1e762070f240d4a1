/**
 * XML as text. What XML 1.0 has no place for (control characters, halves of surrogate pairs) becomes
 * U+FFFD; line ends in attributes are written as references, or a parser would make blanks of them.
 */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with its content, which is XML already; undefined attributes are left out. */
export function element(
  name: string,
  attributes: Attributes,
  content: readonly string[] = [],
): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${attributeText(String(value))}"`],
  );
  const start = `<${name}${written.join("")}`;
  return content.length === 0 ? `${start}/>` : `${start}>${content.join("")}</${name}>`;
}

export function escapeText(text: string): string {
  return allowed(text).replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
}

function attributeText(text: string): string {
  return allowed(text).replace(/[&<>"\t\n\r]/g, (character) => ENTITIES[character] ?? character);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

function allowed(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}
