/**
 * A cursor over a script's bytes: the position, the line, and the first thing that went wrong.
 *
 * A failure sticks and moves the cursor to the end, so that every loop of the lexer ends by itself
 * and nothing has to be thrown or checked on the way.
 */
import type { SyntaxFailure } from "./syntax-tree.ts";

export class Scanner {
  readonly text: string;
  position = 0;
  line = 1;
  failure: SyntaxFailure | undefined = undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The character at the cursor, or at a distance from it; "" past the end. */
  peek(distance = 0): string {
    return this.text.charAt(this.position + distance);
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.position);
  }

  /** Takes `count` characters. */
  take(count = 1): string {
    const taken = this.text.slice(this.position, this.position + count);
    for (const character of taken) if (character === "\n") this.line += 1;
    this.position += taken.length;
    return taken;
  }

  /** Takes what a sticky pattern matches here; "" when it does not. */
  takeMatch(pattern: RegExp): string {
    pattern.lastIndex = this.position;
    return this.take(pattern.exec(this.text)?.[0].length ?? 0);
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** Keeps the first failure and goes to the end. */
  fail(found: string, line = this.line): void {
    this.failure ??= { type: "failure", line, found };
    this.position = this.text.length;
  }
}
