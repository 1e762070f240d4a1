/**
 * A text of YAML 1.2, or JSON, which is a part of it, as a value with places.
 *
 * The package's own conversion is not used: it takes hours for keys that are lists in one another,
 * and its check of equal keys minutes for a long map. So the tree is walked here, within bounds.
 */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Alias, Document, Node, Pair, YAMLError, YAMLMap } from "yaml";
import type { Place } from "../scenario.ts";
import type { Mistake } from "./problem.ts";
import type { Path } from "./path.ts";
import { DEPTH_MAX, VALUES_MAX } from "./source.ts";
import type { Source } from "./source.ts";

/** Characters of a file. */
export const TEXT_LENGTH_MAX = 1_000_000;
const ALIASES_MAX = 100;
/** No schema sees it: zod passes it over. */
const PROTOTYPE = "__proto__";

/** Errors: what can't be read as YAML, as mistakes with places; never throws. */
export function readYaml(text: string): Source | readonly Mistake[] {
  if (text.length > TEXT_LENGTH_MAX) {
    const expected = `at most ${TEXT_LENGTH_MAX} characters`;
    return [{ path: [], expected, found: String(text.length) }];
  }
  try {
    const lines = new LineCounter();
    const options = { version: "1.2", schema: "core", prettyErrors: false } as const;
    const document = parseDocument(text, { ...options, uniqueKeys: false, lineCounter: lines });
    return new YamlReader(document, lines).read();
  } catch (error) {
    // Expected: text that nests too deep for the package ends as a RangeError.
    return [{ path: [], expected: "YAML", found: firstLine((error as Error).message) }];
  }
}

class YamlReader {
  private readonly document: Document.Parsed;
  private readonly lines: LineCounter;
  private readonly mistakes: Mistake[] = [];
  private readonly pairs = new WeakMap<object, ReadonlyMap<string, Pair>>();
  private values = 0;
  private aliases = 0;

  constructor(document: Document.Parsed, lines: LineCounter) {
    this.document = document;
    this.lines = lines;
  }

  read(): Source | readonly Mistake[] {
    // Those after the first mostly follow from it.
    const [error] = [...this.document.errors, ...this.document.warnings];
    if (error !== undefined) return [this.mistakeOf(error)];
    const value = this.valueOf(this.document.contents, 0);
    if (this.mistakes.length > 0) return this.mistakes;
    return { value, placeOf: (path, isKey) => this.placeOf(path, isKey) };
  }

  private mistakeOf({ code, message, pos: [at] }: YAMLError): Mistake {
    const place = this.place(at);
    if (code === "MULTIPLE_DOCS") {
      return { path: [], expected: "one document", found: "another one", place };
    }
    const found = `a mistake in it: ${firstLine(message)}`;
    return { path: [], expected: "YAML", found, place };
  }

  private valueOf(node: unknown, depth: number): unknown {
    this.values += 1;
    if (this.values > VALUES_MAX) return this.refuse(node, `at most ${VALUES_MAX} values`, "more");
    if (depth > DEPTH_MAX) {
      return this.refuse(node, `lists and objects at most ${DEPTH_MAX} deep`, "deeper ones");
    }
    if (isScalar(node)) return node.value;
    if (isSeq(node)) return node.items.map((item) => this.valueOf(item, depth + 1));
    if (isMap(node)) return this.objectOf(node, depth);
    return isAlias(node) ? this.standsFor(node, depth) : null;
  }

  private objectOf(map: YAMLMap, depth: number): unknown {
    const pairs = new Map<string, Pair>();
    this.pairs.set(map, pairs);
    const entries: [string, unknown][] = [];
    for (const pair of map.items) {
      if (!isScalar(pair.key))
        return this.refuse(pair.key, "a word as a key", "a list or an object");
      const key = String(pair.key.value);
      if (key === PROTOTYPE) return this.refuse(pair.key, "another key", `"${key}"`);
      if (pairs.has(key)) this.refuse(pair.key, "each key once", `"${key.slice(0, 60)}" twice`);
      pairs.set(key, pair);
      entries.push([key, this.valueOf(pair.value, depth + 1)]);
    }
    return Object.fromEntries(entries);
  }

  private standsFor(alias: Alias, depth: number): unknown {
    const node = alias.resolve(this.document);
    this.aliases += 1;
    const found = `*${alias.source.slice(0, 60)}`;
    if (node === undefined) return this.refuse(alias, "an alias of an anchor before it", found);
    if (this.aliases > ALIASES_MAX)
      return this.refuse(alias, `at most ${ALIASES_MAX} aliases`, found);
    return this.valueOf(node, depth + 1);
  }

  /** One is enough: a text of this kind would have thousands. */
  private refuse(node: unknown, expected: string, found: string): null {
    if (this.mistakes.length === 0) {
      this.mistakes.push({ path: [], expected, found, place: this.place(startOf(node) ?? 0) });
    }
    return null;
  }

  private placeOf(path: Path, isKey: boolean): Place {
    let node: unknown = this.document.contents;
    let at = startOf(node) ?? 0;
    for (const [index, part] of path.entries()) {
      const around = isAlias(node) ? node.resolve(this.document) : node;
      const next = this.partOf(around, part);
      if (next === undefined) break;
      const isLast = index === path.length - 1;
      at = startOf(isLast && isKey ? next.key : next.value) ?? startOf(next.key) ?? at;
      node = next.value;
    }
    return this.place(at);
  }

  private partOf(
    node: unknown,
    part: string | number,
  ): { key: unknown; value: unknown } | undefined {
    if (isSeq(node)) {
      const value = node.items[Number(part)];
      return value === undefined ? undefined : { key: value, value };
    }
    return isMap(node) ? this.pairs.get(node)?.get(String(part)) : undefined;
  }

  private place(offset: number): Place {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}
