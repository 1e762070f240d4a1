/**
 * One reading of a file: its value, what the parts of it know of each other, and what is wrong.
 */
import type { Fault } from "../../faults/fault.ts";
import { valueAt } from "./path.ts";
import type { Path } from "./path.ts";
import type { Mistake } from "./problem.ts";
import { shown } from "./shown.ts";

/** Names that parts of a file use, and others have to give. */
export interface Vocabulary {
  readonly words: readonly string[];
  /** False: not all of them could be read, so one that is missing is no mistake. */
  readonly isWhole: boolean;
}

export class Reading {
  readonly faults: readonly Fault[];
  readonly mistakes: Mistake[] = [];
  private readonly value: unknown;

  constructor(value: unknown, faults: readonly Fault[]) {
    this.value = value;
    this.faults = faults;
  }

  /** Something is wrong at a path; what was found is what stands there unless it is said. */
  refuse(path: Path, expected: string, found = shown(valueAt(this.value, path))): void {
    this.mistakes.push({ path, expected, found });
  }

  isList(path: Path): boolean {
    return Array.isArray(valueAt(this.value, path));
  }

  /** A name has to be one of a vocabulary. */
  checkName(path: Path, what: string, name: string, { words, isWhole }: Vocabulary): void {
    if (!isWhole || words.includes(name)) return;
    this.mistakes.push({ path, expected: what, found: shown(name), word: name, words });
  }

  /** The same of a key. */
  checkKey(path: Path, what: string, { words, isWhole }: Vocabulary): void {
    const word = String(path.at(-1));
    if (!isWhole || words.includes(word)) return;
    this.mistakes.push({ path, isKey: true, expected: what, found: shown(word), word, words });
  }
}
