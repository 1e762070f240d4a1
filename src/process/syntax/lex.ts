/**
 * Cuts a script into tokens: words, operators, redirections, newlines.
 *
 * Operators outside the subset (`|`, here-documents) are failures at once; reserved words are
 * ordinary words here, because only the parser knows where one counts.
 */
import { lexWord } from "./lex-word.ts";
import { Scanner } from "./scanner.ts";
import type { SyntaxFailure, Word } from "./syntax-tree.ts";

export type Token =
  /** `literal` is the text of a word without quotes and expansions, otherwise "". */
  | {
      readonly type: "word";
      readonly word: Word;
      readonly literal: string;
      readonly line: number;
    }
  | { readonly type: "operator"; readonly text: string; readonly line: number }
  | {
      readonly type: "redirect";
      readonly descriptor: number;
      readonly operator: string;
      readonly line: number;
    };

const OUTSIDE: readonly (readonly [string, string])[] = [
  ["\r", "a carriage return (lines end with a line feed only)"],
  ["<<", 'a here-document ("<<")'],
  ["&>", 'a redirection of bash ("&>")'],
  [";;", '";;"'],
  ["||", ""],
  ["|", 'a pipe ("|")'],
];

/** The tokens of a script; a newline is the operator "\n". */
export function lex(text: string): readonly Token[] | SyntaxFailure {
  const scanner = new Scanner(text);
  const tokens: Token[] = [];
  skipBlanks(scanner);
  while (!scanner.atEnd) {
    tokens.push(lexToken(scanner));
    skipBlanks(scanner);
  }
  return scanner.failure ?? tokens;
}

function skipBlanks(scanner: Scanner): void {
  scanner.takeMatch(/(?:[ \t]|\\\n)*/y);
  if (scanner.peek() === "#") scanner.takeMatch(/[^\n]*/y);
}

function lexToken(scanner: Scanner): Token {
  const line = scanner.line;
  const outside = OUTSIDE.find(([operator]) => scanner.startsWith(operator));
  if (outside !== undefined && outside[1] !== "") scanner.fail(outside[1]);
  const redirect = scanner.takeMatch(/[0-9]*(?:>>|>&|>\||<&|<>|<|>)/y);
  if (redirect !== "") return lexRedirect(redirect, line);
  const operator = scanner.takeMatch(/\n|&&|\|\||[;&()]/y);
  if (operator !== "") return { type: "operator", text: operator, line };
  const word = lexWord(scanner);
  const literal = word.every((part) => part.type === "text" && !part.quoted)
    ? word.map((part) => (part.type === "text" ? part.text : "")).join("")
    : "";
  return { type: "word", word, literal, line };
}

function lexRedirect(text: string, line: number): Token {
  const operator = text.replace(/^[0-9]+/, "");
  const digits = text.slice(0, text.length - operator.length);
  const descriptor = digits === "" ? (operator.startsWith("<") ? 0 : 1) : Number(digits);
  return { type: "redirect", descriptor, operator, line };
}
