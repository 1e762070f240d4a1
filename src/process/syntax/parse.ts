/**
 * Parses a script of the subset (docs/shell-subset.md) into a tree; recursive descent.
 *
 * The first failure sticks and moves the cursor to the end, so nothing is thrown. The depth of
 * nesting is bounded, hence so is the recursion.
 */
import { lex } from "./lex.ts";
import { parseSimple } from "./parse-simple.ts";
import type { SyntaxFailure, SyntaxNode } from "./syntax-tree.ts";
import { TokenStream } from "./token-stream.ts";

/**
 * Parses a script.
 *
 * Shape:  byte string -> tree, or the first thing found that is outside the subset.
 * Errors: never throws.
 */
export function parse(text: string, nestingMax: number): SyntaxNode | SyntaxFailure {
  const tokens = lex(text);
  if ("type" in tokens) return tokens;
  const stream = new TokenStream(tokens, nestingMax);
  const script = parseList(stream, []);
  if (!stream.atEnd()) stream.failUnexpected();
  return stream.failure ?? script;
}

/** Commands up to one of the reserved words or operators in `ends`, which is left in place. */
function parseList(stream: TokenStream, ends: readonly string[]): SyntaxNode {
  const items: SyntaxNode[] = [];
  stream.skipNewlines();
  while (!stream.atEnd() && !ends.some((end) => stream.at(end))) {
    const line = stream.line;
    const item = parseAndOr(stream);
    if (stream.takeOperator("&")) items.push({ type: "background", body: item, line });
    else {
      items.push(item);
      const ended = stream.atEnd() || stream.at("\n") || ends.some((end) => stream.at(end));
      if (!ended && !stream.takeOperator(";")) stream.failUnexpected();
    }
    stream.skipNewlines();
  }
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { type: "sequence", items };
}

/** The same, but an empty list is a failure, and the end has to come; takes the end. */
function parseBody(stream: TokenStream, ends: readonly string[]): [SyntaxNode, string] {
  const body = parseList(stream, ends);
  if (body.type === "sequence" && body.items.length === 0) stream.failUnexpected();
  const end = ends.find((candidate) => stream.at(candidate));
  if (end === undefined) stream.fail(`no "${ends.join('" or "')}"`);
  stream.take();
  return [body, end ?? ""];
}

function parseAndOr(stream: TokenStream): SyntaxNode {
  let left = parsePipeline(stream);
  for (;;) {
    const type = stream.at("&&") ? "and" : stream.at("||") ? "or" : undefined;
    if (type === undefined) return left;
    stream.take();
    stream.skipNewlines();
    left = { type, left, right: parsePipeline(stream) };
  }
}

function parsePipeline(stream: TokenStream): SyntaxNode {
  if (!stream.takeReserved("!")) return parseCommand(stream);
  return { type: "not", body: parseCommand(stream) };
}

function parseCommand(stream: TokenStream): SyntaxNode {
  const line = stream.line;
  if (!stream.descend()) return { type: "sequence", items: [] };
  const node = parseCompound(stream, line);
  stream.ascend();
  if (node === undefined) return parseSimple(stream);
  const redirects = stream.takeRedirects();
  if (redirects.length === 0) return node;
  if (node.type === "subshell") return { ...node, redirects };
  return { type: "redirected", body: node, redirects };
}

function parseCompound(stream: TokenStream, line: number): SyntaxNode | undefined {
  if (stream.takeOperator("(")) {
    const [body] = stream.inLoops(0, () => parseBody(stream, [")"]));
    return { type: "subshell", body, redirects: [], line };
  }
  if (stream.takeReserved("{")) return parseBody(stream, ["}"])[0];
  if (stream.takeReserved("if")) return parseIf(stream);
  if (stream.takeReserved("while")) return parseWhile(stream, "while");
  if (stream.takeReserved("until")) return parseWhile(stream, "until");
  if (stream.takeReserved("for")) return parseFor(stream, line);
  return undefined;
}

function parseIf(stream: TokenStream): SyntaxNode {
  const [test] = parseBody(stream, ["then"]);
  const [then, end] = parseBody(stream, ["elif", "else", "fi"]);
  let otherwise: SyntaxNode | undefined;
  if (end === "elif" && stream.descend()) {
    otherwise = parseIf(stream);
    stream.ascend();
  } else if (end === "else") [otherwise] = parseBody(stream, ["fi"]);
  return { type: "if", test, then, otherwise };
}

function parseWhile(stream: TokenStream, type: "while" | "until"): SyntaxNode {
  const [test] = parseBody(stream, ["do"]);
  const [body] = stream.inLoops(stream.loops + 1, () => parseBody(stream, ["done"]));
  return { type, test, body };
}

function parseFor(stream: TokenStream, line: number): SyntaxNode {
  const name = stream.takeName();
  stream.skipNewlines();
  if (!stream.takeReserved("in")) stream.fail('a "for" without "in"');
  const words = stream.takeWords();
  if (!stream.takeOperator(";") && !stream.at("\n")) stream.failUnexpected();
  stream.skipNewlines();
  if (!stream.takeReserved("do")) stream.failUnexpected();
  const [body] = stream.inLoops(stream.loops + 1, () => parseBody(stream, ["done"]));
  return { type: "for", name, words, body, line };
}
