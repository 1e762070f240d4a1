/** Parses a simple command: assignments, words and redirections in any order. */
import type { Assignment, Redirect, SyntaxNode, Word } from "./syntax-tree.ts";
import type { TokenStream } from "./token-stream.ts";

const RESERVED = new Set(
  "if then elif else fi while until do done for in case esac { } ! function".split(" "),
);

/** Parses a simple command; `break` and `continue` become nodes of their own. */
export function parseSimple(stream: TokenStream): SyntaxNode {
  const line = stream.line;
  const assignments: Assignment[] = [];
  const words: Word[] = [];
  const redirects: Redirect[] = [];
  const first = stream.peek();
  if (first?.type === "word" && RESERVED.has(first.literal)) stream.failUnexpected();
  let token = stream.peek();
  while (token?.type === "word" || token?.type === "redirect") {
    if (token.type === "redirect") redirects.push(...stream.takeRedirects());
    else {
      stream.take();
      const assignment = words.length === 0 ? splitAssignment(token.word) : undefined;
      if (assignment?.name === "IFS") stream.fail('another "IFS"', token.line);
      if (assignment !== undefined) assignments.push(assignment);
      else words.push(token.word);
    }
    token = stream.peek();
  }
  if (stream.at("(")) stream.fail("a function or an array");
  if (assignments.length + words.length + redirects.length === 0) stream.failUnexpected();
  const jump = first?.type === "word" && words.length + assignments.length === 1;
  if (jump && (first.literal === "break" || first.literal === "continue")) {
    if (stream.loops === 0) stream.fail(`"${first.literal}" outside a loop`, line);
    return { type: first.literal };
  }
  return { type: "simple", command: { line, assignments, words, redirects } };
}

/** Splits `NAME=value`; undefined when the word is no assignment. */
export function splitAssignment(word: Word): Assignment | undefined {
  const [first] = word;
  if (first?.type !== "text" || first.quoted) return undefined;
  const name = /^[A-Za-z_][A-Za-z0-9_]*(?==)/.exec(first.text)?.[0];
  if (name === undefined) return undefined;
  const rest = first.text.slice(name.length + 1);
  const value = word.slice(1);
  if (rest !== "") value.unshift({ type: "text", text: rest, quoted: false });
  return { name, value };
}
