/**
 * A cursor over tokens for the parser, with the sticky failure and the depth of nesting.
 */
import type { Token } from "./lex.ts";
import type { Redirect, RedirectTarget, SyntaxFailure, Word } from "./syntax-tree.ts";

export class TokenStream {
  position = 0;
  failure: SyntaxFailure | undefined = undefined;
  /** How many loops of this shell are around the cursor. */
  loops = 0;
  private readonly tokens: readonly Token[];
  private depthLeft: number;

  constructor(tokens: readonly Token[], nestingMax: number) {
    this.tokens = tokens;
    this.depthLeft = nestingMax;
  }

  atEnd(): boolean {
    return this.position >= this.tokens.length;
  }

  /** The line of the next token, or of the last one at the end. */
  get line(): number {
    return (this.peek() ?? this.tokens.at(-1))?.line ?? 1;
  }

  peek(): Token | undefined {
    return this.tokens[this.position];
  }

  take(): Token | undefined {
    const token = this.peek();
    this.position += 1;
    return token;
  }

  /** Whether the next token is this operator or this reserved word. */
  at(text: string): boolean {
    const token = this.peek();
    if (token === undefined) return false;
    return token.type === "operator"
      ? token.text === text
      : token.type === "word" && token.literal === text;
  }

  takeOperator(text: string): boolean {
    const found = this.peek()?.type === "operator" && this.at(text);
    if (found) this.position += 1;
    return found;
  }

  takeReserved(text: string): boolean {
    const found = this.peek()?.type === "word" && this.at(text);
    if (found) this.position += 1;
    return found;
  }

  skipNewlines(): void {
    while (this.takeOperator("\n"));
  }

  takeName(): string {
    const token = this.take();
    const name = token?.type === "word" ? token.literal : "";
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) this.fail(`no name for a variable ("${name}")`);
    return name;
  }

  takeWords(): readonly Word[] {
    const words: Word[] = [];
    for (let token = this.peek(); token?.type === "word"; token = this.peek()) {
      words.push(token.word);
      this.position += 1;
    }
    return words;
  }

  takeRedirects(): readonly Redirect[] {
    const redirects: Redirect[] = [];
    while (this.peek()?.type === "redirect") {
      const redirect = this.takeRedirect();
      if (redirect !== undefined) redirects.push(redirect);
    }
    return redirects;
  }

  /** Takes a redirection and its target; only those of the subset pass. */
  takeRedirect(): Redirect | undefined {
    const token = this.take();
    if (token?.type !== "redirect") return undefined;
    const targetToken = this.take();
    const name = targetToken?.type === "word" ? targetToken.literal : "";
    const { descriptor, operator } = token;
    const target = redirectTarget(operator, name);
    if (target === undefined || descriptor > 2 || (descriptor === 0) !== (operator === "<")) {
      this.fail(`a redirection ("${descriptor}${operator}${name}")`, token.line);
      return undefined;
    }
    return { descriptor: descriptor as 0 | 1 | 2, target };
  }

  /** One level deeper; false (and a failure) when that is too deep. */
  descend(): boolean {
    if (this.depthLeft === 0) this.fail("commands nested too deeply");
    else this.depthLeft -= 1;
    return this.failure === undefined;
  }

  ascend(): void {
    this.depthLeft += 1;
  }

  /** Parses something with another count of loops around it. */
  inLoops<Result>(loops: number, parse: () => Result): Result {
    const before = this.loops;
    this.loops = loops;
    const result = parse();
    this.loops = before;
    return result;
  }

  fail(found: string, line = this.line): void {
    this.failure ??= { type: "failure", line, found };
    this.position = this.tokens.length;
  }

  failUnexpected(): void {
    const token = this.peek();
    if (token === undefined) this.fail("the end of the script inside a command");
    else this.fail(`an unexpected "${describe(token)}"`);
  }
}

function redirectTarget(operator: string, name: string): RedirectTarget | undefined {
  if (operator === ">&") return name === "1" ? 1 : name === "2" ? 2 : undefined;
  const plain = operator === ">" || operator === ">>" || operator === ">|" || operator === "<";
  return plain && name === "/dev/null" ? "null" : undefined;
}

function describe(token: Token): string {
  if (token.type === "operator") return token.text === "\n" ? "end of line" : token.text;
  return token.type === "redirect" ? token.operator : token.literal || "word";
}
