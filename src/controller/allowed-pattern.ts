/**
 * Matches values against the `allowedPattern` of a document, in time that no pattern can blow up.
 *
 * A user writes both the pattern and the value, so a backtracking matcher would let one call hang
 * the controller. Here a pattern is a list of instructions, and all ways through it are followed at
 * once, character by character: text length times pattern length is the whole cost, and it has a
 * bound. A value has to match as a whole.
 * Source: the language is Java's as far as documents use it; the bounds are our choice.
 */
import { parsePattern } from "./pattern-syntax.ts";
import type { CharacterSet, PatternNode, PatternProblem } from "./pattern-syntax.ts";

/** A pattern, ready to be matched. */
export interface AllowedPattern {
  readonly program: readonly Instruction[];
  readonly ignoresCase: boolean;
}

/** Reads a pattern. Errors: one line for what is not known or too large; never throws. */
export function readAllowedPattern(text: string): AllowedPattern | PatternProblem {
  const ignoresCase = text.startsWith("(?i)");
  const node = parsePattern(ignoresCase ? text.slice(4) : text);
  if ("problem" in node) return node;
  const program: Instruction[] = [];
  if (!emit(node, program)) return { problem: `more than ${PROGRAM_MAX} steps of repetition` };
  program.push({ op: "accept" });
  return { program, ignoresCase };
}

/** Whether the whole value matches; "tooLong" when finding out would cost too much. */
export function matchesPattern(pattern: AllowedPattern, value: string): boolean | "tooLong" {
  const { program, ignoresCase } = pattern;
  if (value.length * program.length > WORK_MAX) return "tooLong";
  const walk = new Walk(program, value.length);
  let at = 0;
  walk.enter(0, at);
  for (const character of value) {
    at += character.length;
    walk.advance(character.codePointAt(0) ?? 0, at, ignoresCase);
  }
  return walk.accepts;
}

type Instruction =
  | { readonly op: "set"; readonly set: CharacterSet }
  | { readonly op: "start" }
  | { readonly op: "end" }
  /** Goes on at both places; as a jump, at one. */
  | { readonly op: "fork"; to: number; other: number }
  | { readonly op: "accept" };

const PROGRAM_MAX = 5000;
const WORK_MAX = 100_000_000;

/** False when the program is full. */
function emit(node: PatternNode, program: Instruction[]): boolean {
  if (program.length > PROGRAM_MAX) return false;
  switch (node.type) {
    case "set":
      program.push({ op: "set", set: node.set });
      return true;
    case "start":
    case "end":
      program.push({ op: node.type });
      return true;
    case "sequence":
      return node.parts.every((part) => emit(part, program));
    case "choice":
      return emitChoice(node.parts, program);
    case "repeat":
      return emitRepeat(node, program);
  }
}

function emitChoice(parts: readonly PatternNode[], program: Instruction[]): boolean {
  const ends: (Instruction & { op: "fork" })[] = [];
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const fork = isLast ? undefined : pushFork(program);
    if (!emit(part, program)) return false;
    if (fork === undefined) continue;
    ends.push(pushFork(program));
    fork.other = program.length;
  }
  for (const end of ends) end.to = end.other = program.length;
  return true;
}

function emitRepeat(
  { part, min, max }: PatternNode & { type: "repeat" },
  program: Instruction[],
): boolean {
  for (let count = 0; count < min; count += 1) if (!emit(part, program)) return false;
  if (max === Infinity) {
    const head = program.length;
    const fork = pushFork(program);
    if (!emit(part, program)) return false;
    const back = pushFork(program);
    back.to = back.other = head;
    fork.other = program.length;
    return true;
  }
  const forks: (Instruction & { op: "fork" })[] = [];
  for (let count = min; count < max; count += 1) {
    forks.push(pushFork(program));
    if (!emit(part, program)) return false;
  }
  for (const fork of forks) fork.other = program.length;
  return true;
}

/** A fork whose first way is the next instruction. */
function pushFork(program: Instruction[]): Instruction & { op: "fork" } {
  const fork = { op: "fork" as const, to: program.length + 1, other: program.length + 1 };
  program.push(fork);
  return fork;
}

/** Every place of the program that the text so far can have led to. */
class Walk {
  accepts = false;
  private readonly program: readonly Instruction[];
  private readonly length: number;
  /** When a place was last entered, in steps; stands for clearing a set. */
  private readonly entered: Int32Array;
  private places: number[] = [];
  private step = 1;

  constructor(program: readonly Instruction[], length: number) {
    this.program = program;
    this.length = length;
    this.entered = new Int32Array(program.length);
  }

  /** Enters a place and all that follow from it without a character. */
  enter(place: number, at: number): void {
    const open = [place];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (this.entered[next] === this.step) continue;
      this.entered[next] = this.step;
      const instruction = this.program[next];
      if (instruction === undefined) continue;
      if (instruction.op === "fork") open.push(instruction.other, instruction.to);
      else if (instruction.op === "set") this.places.push(next);
      else if (instruction.op === "accept") this.accepts = true;
      else if (at === (instruction.op === "start" ? 0 : this.length)) open.push(next + 1);
    }
  }

  advance(code: number, at: number, ignoresCase: boolean): void {
    const before = this.places;
    this.places = [];
    this.accepts = false;
    this.step += 1;
    for (const place of before) {
      const instruction = this.program[place];
      if (instruction?.op !== "set") continue;
      const { set } = instruction;
      if (takes(set, code) || (ignoresCase && takes(set, otherCase(code)))) {
        this.enter(place + 1, at);
      }
    }
  }
}

function takes({ ranges, negated }: CharacterSet, code: number): boolean {
  return ranges.some(([low, high]) => code >= low && code <= high) !== negated;
}

/** ASCII only, as in Java without UNICODE_CASE. */
function otherCase(code: number): number {
  if (code >= 65 && code <= 90) return code + 32;
  return code >= 97 && code <= 122 ? code - 32 : code;
}
