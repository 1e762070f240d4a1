/**
 * Reads one word: quotes, backslashes, `$NAME`, `${NAME}`, `$?`, `$$`, `$!`, `$0`, `$((...))`.
 *
 * What sh would expand and the subset does not (globs, command substitution, `~`, parameters with
 * operators) is a failure here, so that no script runs with another meaning than it has in sh.
 */
import type { Scanner } from "./scanner.ts";
import type { Word, WordPart } from "./syntax-tree.ts";

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const PLAIN = /[^\\'"$` \t\n\r;&|<>()*?[\]~]+/y;
const PLAIN_IN_QUOTES = /[^\\"$`]+/y;
/** Variables that sh sets by itself and the subset does not know. */
const OWN_NAMES = new Set(["IFS", "LINENO", "OPTARG", "OPTIND", "PPID", "PS1", "PS2", "PS4"]);
const WORD_END = /[ \t\n\r;&|<>()]/;

/** Reads a word up to the first unquoted blank or operator. */
export function lexWord(scanner: Scanner): Word {
  const parts: WordPart[] = [];
  let brackets = 0;
  while (!scanner.atEnd && !WORD_END.test(scanner.peek())) {
    const character = scanner.peek();
    if (character === "'") parts.push(lexSingleQuotes(scanner));
    else if (character === '"') lexDoubleQuotes(scanner, parts);
    else if (character === "$") parts.push(lexDollar(scanner, false));
    else if (character === "\\") lexBackslash(scanner, parts);
    else if (character === "*" || character === "?") scanner.fail(`a pattern ("${character}")`);
    else if (character === "`") scanner.fail('command substitution ("`")');
    else if (character === "~" && startsValue(parts)) scanner.fail('a home directory ("~")');
    else if (character === "]" && brackets > 0) scanner.fail('a pattern ("[...]")');
    else {
      if (character === "[") brackets += 1;
      parts.push(text(scanner.takeMatch(PLAIN) || scanner.take(), false));
    }
  }
  return parts;
}

/** Reads `$...` at the cursor; a lone `$` means itself. */
function lexDollar(scanner: Scanner, quoted: boolean): WordPart {
  scanner.take();
  const next = scanner.peek();
  if (next === "?" || next === "$" || next === "!" || next === "0") {
    return { type: "variable", name: scanner.take(), quoted };
  }
  if (scanner.startsWith("((")) return lexArithmetic(scanner, quoted);
  if (next === "(") scanner.fail('command substitution ("$(")');
  else if (/[1-9@*#-]/.test(next)) scanner.fail(`a special parameter ("$${next}")`);
  else if (next === "{") return lexBraces(scanner, quoted);
  const name = scanner.takeMatch(NAME);
  if (OWN_NAMES.has(name)) scanner.fail(`a variable of sh's own ("$${name}")`);
  return name === "" ? text("$", quoted) : { type: "variable", name, quoted };
}

function lexBraces(scanner: Scanner, quoted: boolean): WordPart {
  scanner.take();
  const name = scanner.takeMatch(NAME) || scanner.takeMatch(/[?$!0]/y);
  if (OWN_NAMES.has(name)) scanner.fail(`a variable of sh's own ("\${${name}}")`);
  if (name === "" || scanner.peek() !== "}") {
    scanner.fail(`an operator on a parameter ("\${${name}${scanner.peek()}...")`);
  }
  scanner.take();
  return { type: "variable", name, quoted };
}

function lexArithmetic(scanner: Scanner, quoted: boolean): WordPart {
  const line = scanner.line;
  scanner.take(2);
  const parts: WordPart[] = [];
  let depth = 0;
  while (!scanner.startsWith("))") || depth > 0) {
    const character = scanner.peek();
    if (character === "$") {
      // Nothing nests in here but variables: an expression is read in one pass.
      if (scanner.startsWith("$(")) scanner.fail('"$(" inside "$(("');
      else parts.push(lexDollar(scanner, true));
    } else if (/[A-Za-z0-9_ \t\n+\-*/%()<>=!&|]/.test(character)) {
      if (character === "(") depth += 1;
      if (character === ")") depth -= 1;
      parts.push(text(scanner.take(), true));
    } else if (scanner.atEnd) {
      scanner.fail('"$((" without "))"', line);
      break;
    } else scanner.fail(`"${character}" inside "$(("`);
  }
  scanner.take(2);
  return { type: "arithmetic", parts: joined(parts), quoted };
}

function lexSingleQuotes(scanner: Scanner): WordPart {
  const line = scanner.line;
  scanner.take();
  const end = scanner.text.indexOf("'", scanner.position);
  if (end < 0) scanner.fail("a quote (') without its end", line);
  const content = scanner.take(Math.max(0, end - scanner.position));
  scanner.take();
  return text(content, true);
}

function lexDoubleQuotes(scanner: Scanner, parts: WordPart[]): void {
  const line = scanner.line;
  scanner.take();
  // Even an empty "" makes a word.
  parts.push(text("", true));
  while (scanner.peek() !== '"') {
    const character = scanner.peek();
    if (scanner.atEnd) {
      scanner.fail('a quote (") without its end', line);
      return;
    }
    if (character === "$") parts.push(lexDollar(scanner, true));
    else if (character === "`") scanner.fail('command substitution ("`")');
    else if (character !== "\\") parts.push(text(scanner.takeMatch(PLAIN_IN_QUOTES), true));
    else if (scanner.peek(1) === "\n") scanner.take(2);
    else if (/[$`"\\]/.test(scanner.peek(1))) parts.push(text(scanner.take(2).slice(1), true));
    else parts.push(text(scanner.take(), true));
  }
  scanner.take();
}

function lexBackslash(scanner: Scanner, parts: WordPart[]): void {
  const pair = scanner.take(2);
  if (pair === "\\\n") return;
  parts.push(text(pair.length === 2 ? pair.slice(1) : pair, true));
}

/** Whether `~` would stand for a home directory: first in a word or in an assignment's value. */
function startsValue(parts: readonly WordPart[]): boolean {
  const last = parts.at(-1);
  return last === undefined || (last.type === "text" && !last.quoted && /[=:]$/.test(last.text));
}

function text(value: string, quoted: boolean): WordPart {
  return { type: "text", text: value, quoted };
}

function joined(parts: readonly WordPart[]): Word {
  const result: WordPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.type === "text" && last?.type === "text") {
      result[result.length - 1] = text(last.text + part.text, part.quoted);
    } else result.push(part);
  }
  return result;
}
