/**
 * The texts of an XML document's second level: enough XML for one answer of the protocol.
 *
 * Namespace prefixes, attributes, comments and processing instructions are skipped; CDATA and the
 * five named entities and numeric ones are understood. One pass, linear in the text's length.
 */
import { wellFormed } from "./utf8.ts";

/**
 * The text of each child of the root element, by its name without prefix; the last one wins.
 *
 * Errors: undefined for text that is not well-nested XML with one root; never throws.
 */
export function readXmlChildren(xml: string): ReadonlyMap<string, string> | undefined {
  const children = new Map<string, string>();
  const open: string[] = [];
  let text = "";
  let roots = 0;
  let index = 0;
  while (index < xml.length) {
    // A sticky match begins where the last one ended: anything else is not XML.
    TOKEN.lastIndex = index;
    const match = TOKEN.exec(xml);
    if (match === null) return undefined;
    index = TOKEN.lastIndex;
    const { closing, name, empty, cdata, chars } = match.groups ?? {};
    if (open.length === 2) text += cdata ?? unescapeXml(chars ?? "");
    if (name === undefined) continue;
    if (closing === undefined) {
      if (open.length === 0) roots += 1;
      if (open.length === 1) text = "";
      open.push(name);
    }
    if (closing !== undefined || empty !== undefined) {
      if (open.pop() !== name) return undefined;
      if (open.length === 1) children.set(name.slice(name.indexOf(":") + 1), wellFormed(text));
    }
  }
  return open.length === 0 && roots === 1 ? children : undefined;
}

/** A text as XML character data. */
export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const SKIPPED = String.raw`<\?[^>]*>|<!--(?:(?!-->)[^])*-->`;
const CDATA = String.raw`<!\[CDATA\[(?<cdata>(?:(?!\]\]>)[^])*)\]\]>`;
const DOCTYPE = String.raw`<![A-Za-z][^>]*>`;
const ATTRIBUTE = String.raw`\s+[^\s=<>\/"']+\s*=\s*(?:"[^"<]*"|'[^'<]*')`;
const TAG = String.raw`<(?<closing>\/)?(?<name>[^\s<>\/!?"'=]+)(?:${ATTRIBUTE})*\s*(?<empty>\/)?>`;
const TOKEN = new RegExp(`${SKIPPED}|${CDATA}|${DOCTYPE}|${TAG}|(?<chars>[^<]+)`, "y");

const NAMED_ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,8}));/gi, replaceEntity);
}

/** An entity that is not known stays as it is. */
function replaceEntity(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return NAMED_ENTITIES.get(name) ?? whole;
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}
