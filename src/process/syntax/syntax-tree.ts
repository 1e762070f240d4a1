/**
 * The tree that the parser makes of a script: words, simple commands, and what joins them.
 *
 * All of it is immutable and all text is byte strings; it lives only until it is compiled, but for
 * the words and redirections, which the instructions keep.
 */

/** A piece of a word; `quoted` text is never split. */
export type WordPart =
  | { readonly type: "text"; readonly text: string; readonly quoted: boolean }
  /** `name` is a variable's name, or `?`, `$`, `!`, `0`. */
  | { readonly type: "variable"; readonly name: string; readonly quoted: boolean }
  | { readonly type: "arithmetic"; readonly parts: Word; readonly quoted: boolean };

export type Word = readonly WordPart[];

/** Where a descriptor leads: nowhere (/dev/null), or to where descriptor 1 or 2 leads now. */
export type RedirectTarget = "null" | 1 | 2;

export interface Redirect {
  readonly descriptor: 0 | 1 | 2;
  readonly target: RedirectTarget;
}

export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

/** `A=1 B=2 name argument >/dev/null`: each part may be missing, not all. */
export interface SimpleCommand {
  readonly line: number;
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
}

export type SyntaxNode =
  | { readonly type: "simple"; readonly command: SimpleCommand }
  | { readonly type: "sequence"; readonly items: readonly SyntaxNode[] }
  | { readonly type: "and" | "or"; readonly left: SyntaxNode; readonly right: SyntaxNode }
  | { readonly type: "not"; readonly body: SyntaxNode }
  | { readonly type: "background"; readonly body: SyntaxNode; readonly line: number }
  | {
      readonly type: "subshell";
      readonly body: SyntaxNode;
      readonly redirects: readonly Redirect[];
      readonly line: number;
    }
  | {
      readonly type: "redirected";
      readonly body: SyntaxNode;
      readonly redirects: readonly Redirect[];
    }
  | {
      readonly type: "if";
      readonly test: SyntaxNode;
      readonly then: SyntaxNode;
      readonly otherwise: SyntaxNode | undefined;
    }
  | { readonly type: "while" | "until"; readonly test: SyntaxNode; readonly body: SyntaxNode }
  | {
      readonly type: "for";
      readonly name: string;
      readonly words: readonly Word[];
      readonly body: SyntaxNode;
      readonly line: number;
    }
  | { readonly type: "break" | "continue" };

/** Why a script is not run: what was found, in words, and on which line. */
export interface SyntaxFailure {
  readonly type: "failure";
  readonly line: number;
  /** Such as `a pipe ("|")`; the caller adds that it is outside the subset. */
  readonly found: string;
}
