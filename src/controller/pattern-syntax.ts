/**
 * Reads the `allowedPattern` of a document into a tree.
 *
 * Known: literals, `.`, classes, `\d \w \s` and their opposites, groups, alternation, `* + ?` and
 * `{n,m}` (lazy ones too: they match the same texts), `^`, `$`, and a leading `(?i)`. What needs
 * more than one look at the text (lookaround, back references) or is not known is a problem, said
 * when the document is created and not when it is used.
 */

/** A pattern as a tree; `set` tells whether it takes a code point. */
export type PatternNode =
  | { readonly type: "set"; readonly set: CharacterSet }
  | { readonly type: "start" }
  | { readonly type: "end" }
  | { readonly type: "sequence"; readonly parts: readonly PatternNode[] }
  | { readonly type: "choice"; readonly parts: readonly PatternNode[] }
  | {
      readonly type: "repeat";
      readonly part: PatternNode;
      readonly min: number;
      readonly max: number;
    };

/** Ranges of code points, both ends included; `negated` for all others. */
export interface CharacterSet {
  readonly ranges: readonly (readonly [number, number])[];
  readonly negated: boolean;
}

export interface PatternProblem {
  /** One line: what is wrong, and where. */
  readonly problem: string;
}

/** The tree of a pattern; Infinity is the upper end of an open repetition. Never throws. */
export function parsePattern(text: string): PatternNode | PatternProblem {
  if (text.length > PATTERN_LENGTH_MAX) {
    return { problem: `expected at most ${PATTERN_LENGTH_MAX} characters, found ${text.length}` };
  }
  const reader = new Reader(text);
  const node = readChoice(reader, 0);
  if (!reader.isDone && reader.problem === undefined) reader.fail(`unmatched "${reader.peek()}"`);
  return reader.problem === undefined ? node : { problem: reader.problem };
}

const PATTERN_LENGTH_MAX = 1024;
const DEPTH_MAX = 50;
const REPEAT_MAX = 65_536;
const EMPTY: PatternNode = { type: "sequence", parts: [] };

/** Where a parse stands; the first problem ends it, for then nothing more is read. */
class Reader {
  at = 0;
  problem: string | undefined;
  private readonly characters: readonly string[];

  constructor(text: string) {
    this.characters = Array.from(text);
  }

  get isDone(): boolean {
    return this.problem !== undefined || this.at >= this.characters.length;
  }

  peek(ahead = 0): string {
    return this.characters[this.at + ahead] ?? "";
  }

  next(): string {
    this.at += 1;
    return this.characters[this.at - 1] ?? "";
  }

  take(text: string): boolean {
    const found = this.characters.slice(this.at, this.at + text.length).join("") === text;
    if (found) this.at += text.length;
    return found;
  }

  fail(what: string): PatternNode {
    this.problem ??= `${what} at character ${this.at + 1}`;
    return EMPTY;
  }
}

function readChoice(reader: Reader, depth: number): PatternNode {
  if (depth > DEPTH_MAX) return reader.fail("groups are nested too deep");
  const parts = [readSequence(reader, depth)];
  while (!reader.isDone && reader.take("|")) parts.push(readSequence(reader, depth));
  return parts.length === 1 ? (parts[0] ?? EMPTY) : { type: "choice", parts };
}

function readSequence(reader: Reader, depth: number): PatternNode {
  const parts: PatternNode[] = [];
  while (!reader.isDone && reader.peek() !== "|" && reader.peek() !== ")") {
    parts.push(readRepeat(reader, readAtom(reader, depth)));
  }
  return { type: "sequence", parts };
}

function readRepeat(reader: Reader, part: PatternNode): PatternNode {
  const [min, max] = readBounds(reader);
  if (min === undefined || max === undefined) return part;
  if (part.type === "start" || part.type === "end" || max < min || max === 0) {
    return reader.fail("nothing that can be repeated");
  }
  if (Math.max(min, max === Infinity ? 0 : max) > REPEAT_MAX) {
    return reader.fail(`a repetition of more than ${REPEAT_MAX}`);
  }
  reader.take("?");
  if ("*+?".includes(reader.peek() || " ")) return reader.fail("a repetition of a repetition");
  return { type: "repeat", part, min, max };
}

function readBounds(reader: Reader): readonly [number?, number?] {
  if (reader.take("*")) return [0, Infinity];
  if (reader.take("+")) return [1, Infinity];
  if (reader.take("?")) return [0, 1];
  if (reader.peek() !== "{") return [];
  let text = "";
  while (!reader.isDone && !text.endsWith("}")) text += reader.next();
  const [, min = "", comma = "", max = ""] = /^\{(\d{1,6})(,?)(\d{0,6})\}$/.exec(text) ?? [];
  if (min === "") {
    reader.fail("no such repetition");
    return [];
  }
  if (comma === "") return [Number(min), Number(min)];
  return [Number(min), max === "" ? Infinity : Number(max)];
}

function readAtom(reader: Reader, depth: number): PatternNode {
  const character = reader.next();
  switch (character) {
    case "(":
      return readGroup(reader, depth);
    case "[":
      return readClass(reader);
    case ".":
      return set([10, 13, 0x85, 0x2028, 0x2029].map(one), true);
    case "^":
      return { type: "start" };
    case "$":
      return { type: "end" };
    case "\\":
      return readEscape(reader);
    default:
      if ("*+?{".includes(character)) return reader.fail(`nothing before "${character}"`);
      return set([one(codeOf(character))]);
  }
}

function readGroup(reader: Reader, depth: number): PatternNode {
  if (!reader.take("?:") && reader.peek() === "?") {
    return reader.fail(`a group of the kind "(?${reader.peek(1)}", which is not known,`);
  }
  const node = readChoice(reader, depth + 1);
  return reader.take(")") ? node : reader.fail('expected ")"');
}

function readClass(reader: Reader): PatternNode {
  const negated = reader.take("^");
  const ranges: (readonly [number, number])[] = [];
  let isFirst = true;
  while (!reader.isDone && (isFirst || reader.peek() !== "]")) {
    isFirst = false;
    const low = readMember(reader);
    const isRange = low.length === 1 && reader.peek() === "-" && reader.peek(1) !== "]";
    if (!isRange) {
      ranges.push(...low);
      continue;
    }
    reader.next();
    const high = readMember(reader);
    const [from, to] = [low[0]?.[0] ?? 0, high[0]?.[1] ?? -1];
    if (high.length !== 1 || to < from) return reader.fail("a range that is none");
    ranges.push([from, to]);
  }
  return reader.take("]") ? set(ranges, negated) : reader.fail('expected "]"');
}

/** One member of a class: a character, or all that an escape stands for. */
function readMember(reader: Reader): readonly (readonly [number, number])[] {
  const character = reader.next();
  if (character === "[") reader.fail("a class within a class");
  if (character !== "\\") return [one(codeOf(character))];
  const node = readEscape(reader);
  if (node.type !== "set") return [];
  return node.set.negated ? invert(node.set.ranges) : node.set.ranges;
}

function readEscape(reader: Reader): PatternNode {
  const character = reader.next();
  const known = Object.hasOwn(ESCAPES, character) ? ESCAPES[character] : undefined;
  if (known !== undefined) return set(known);
  const opposite = character.toLowerCase();
  if (character !== opposite && Object.hasOwn(ESCAPES, opposite) && "DWS".includes(character)) {
    return set(ESCAPES[opposite] ?? [], true);
  }
  if (character === "" || /[a-zA-Z0-9]/.test(character)) {
    return reader.fail(`the escape "\\${character}", which is not known,`);
  }
  return set([one(codeOf(character))]);
}

const ESCAPES: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  d: [[48, 57]],
  w: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  s: [
    [9, 13],
    [32, 32],
  ],
  n: [[10, 10]],
  r: [[13, 13]],
  t: [[9, 9]],
  f: [[12, 12]],
  v: [[11, 11]],
};

/** All code points that are in none of the ranges, which may come in any order. */
function invert(
  ranges: readonly (readonly [number, number])[],
): readonly (readonly [number, number])[] {
  const gaps: [number, number][] = [];
  let from = 0;
  for (const [low, high] of [...ranges].sort((left, right) => left[0] - right[0])) {
    if (low > from) gaps.push([from, low - 1]);
    from = Math.max(from, high + 1);
  }
  gaps.push([from, 0x10ffff]);
  return gaps;
}

function set(ranges: CharacterSet["ranges"], negated = false): PatternNode {
  return { type: "set", set: { ranges, negated } };
}

function one(code: number): readonly [number, number] {
  return [code, code];
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
