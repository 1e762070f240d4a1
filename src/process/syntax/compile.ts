/**
 * Compiles a script into a program: parse, then lay the tree out flat.
 *
 * `tail` is dash's EV_EXIT: the last command of a subshell needs no process of its own.
 */
import { Encoder } from "../../kernel/encoder.ts";
import { parse } from "./parse.ts";
import type { Instruction, Program } from "./program.ts";
import type { Redirect, SyntaxFailure, SyntaxNode } from "./syntax-tree.ts";

export interface CompileBounds {
  readonly scriptBytesMax: number;
  readonly nestingMax: number;
}

/**
 * Compiles a script.
 *
 * Shape:  byte string -> program, or the first thing found that is outside the subset.
 * Errors: never throws.
 */
export function compile(text: string, bounds: CompileBounds): Program | SyntaxFailure {
  if (text.length > bounds.scriptBytesMax) {
    const found = `a script of ${text.length} bytes (at most ${bounds.scriptBytesMax})`;
    return { type: "failure", line: 1, found };
  }
  const tree = parse(text, bounds.nestingMax);
  if (tree.type === "failure") return tree;
  const layout = new Layout();
  layout.add(tree, false);
  layout.code.push({ op: "exit" });
  const encoder = new Encoder(0);
  encoder.text(text);
  const hash = encoder.finish();
  return { code: layout.code, hashHigh: Math.floor(hash / 0x1_0000_0000), hashLow: hash | 0 };
}

/** Where `break` and `continue` lead in the loop around, and how many redirections lie between. */
interface Loop {
  redirected: number;
  readonly breaks: number[];
  readonly continues: number[];
}

class Layout {
  readonly code: Instruction[] = [];
  private loop: Loop | undefined = undefined;

  add(node: SyntaxNode, tail: boolean): void {
    switch (node.type) {
      case "simple":
        this.code.push({ op: "command", command: node.command, execs: tail });
        return;
      case "sequence":
        node.items.forEach((item, index) =>
          this.add(item, tail && index === node.items.length - 1),
        );
        return;
      case "and":
      case "or":
        this.addAndOr(node, tail);
        return;
      case "not":
        this.add(node.body, false);
        this.code.push({ op: "not" });
        return;
      case "background":
        this.addBackground(node.body, node.line);
        return;
      case "subshell":
        this.addFork(node.body, node.redirects, { background: false, tail, line: node.line });
        return;
      case "redirected":
        this.addRedirected(node.body, node.redirects);
        return;
      case "if":
        this.addIf(node, tail);
        return;
      case "while":
      case "until":
        this.addWhile(node);
        return;
      case "for":
        this.addFor(node);
        return;
      case "break":
      case "continue":
        this.addLoopExit(node.type);
        return;
    }
  }

  /** A chain leans to the left and may be long: it is walked, not descended into. */
  private addAndOr(node: SyntaxNode & { type: "and" | "or" }, tail: boolean): void {
    const chain = [node];
    let first = node.left;
    for (; first.type === "and" || first.type === "or"; first = first.left) chain.push(first);
    this.add(first, false);
    for (const link of chain.reverse()) {
      const branch = this.reserve();
      this.add(link.right, tail && link === node);
      this.branchAt(branch, link.type === "and" ? "failure" : "success");
    }
  }

  /** `{ ...; } >/dev/null &` redirects the child once and for all. */
  private addBackground(body: SyntaxNode, line: number): void {
    const redirected = body.type === "redirected";
    this.addFork(redirected ? body.body : body, redirected ? body.redirects : [], {
      background: true,
      tail: false,
      line,
    });
  }

  private addFork(
    body: SyntaxNode,
    redirects: readonly Redirect[],
    options: { background: boolean; tail: boolean; line: number },
  ): void {
    const { background, tail, line } = options;
    const fork = this.reserve();
    const loop = this.loop;
    this.loop = undefined;
    if (redirects.length > 0) this.code.push({ op: "redirect", redirects, saves: false });
    this.add(body, true);
    this.code.push({ op: "exit" });
    this.loop = loop;
    this.code[fork] = { op: "fork", background, execs: tail, line, to: this.code.length };
  }

  private addRedirected(body: SyntaxNode, redirects: readonly Redirect[]): void {
    this.code.push({ op: "redirect", redirects, saves: true });
    if (this.loop !== undefined) this.loop.redirected += 1;
    this.add(body, false);
    if (this.loop !== undefined) this.loop.redirected -= 1;
    this.code.push({ op: "restore" });
  }

  private addIf(node: SyntaxNode & { type: "if" }, tail: boolean): void {
    this.add(node.test, false);
    const branch = this.reserve();
    this.add(node.then, tail);
    const jump = this.reserve();
    this.branchAt(branch, "failure");
    if (node.otherwise === undefined) this.code.push({ op: "succeed" });
    else this.add(node.otherwise, tail);
    this.jumpAt(jump);
  }

  private addWhile(node: SyntaxNode & { type: "while" | "until" }): void {
    this.code.push({ op: "loop", words: [], line: 0 });
    const top = this.code.length;
    this.addLoopBody(top, () => {
      this.add(node.test, false);
      const branch = this.reserve();
      this.add(node.body, false);
      return () => this.branchAt(branch, node.type === "while" ? "failure" : "success");
    });
  }

  private addFor(node: SyntaxNode & { type: "for" }): void {
    this.code.push({ op: "loop", words: node.words, line: node.line });
    const top = this.code.length;
    this.addLoopBody(top, () => {
      const next = this.reserve();
      this.add(node.body, false);
      return () => (this.code[next] = { op: "next", name: node.name, to: this.code.length });
    });
  }

  /** The part that all loops share: `continue` and `break` keep a status, and the loop ends. */
  private addLoopBody(top: number, addBody: () => () => void): void {
    const around = this.loop;
    const loop: Loop = { redirected: 0, breaks: [], continues: [] };
    this.loop = loop;
    const placeExit = addBody();
    this.loop = around;
    for (const index of loop.continues) this.jumpAt(index);
    this.code.push({ op: "keep" }, { op: "jump", to: top });
    for (const index of loop.breaks) this.jumpAt(index);
    this.code.push({ op: "keep" });
    placeExit();
    this.code.push({ op: "endLoop" });
  }

  private addLoopExit(type: "break" | "continue"): void {
    this.code.push({ op: "succeed" });
    const { loop } = this;
    if (loop === undefined) return;
    for (let count = 0; count < loop.redirected; count += 1) this.code.push({ op: "restore" });
    loop[type === "break" ? "breaks" : "continues"].push(this.reserve());
  }

  /** Keeps a place for a jump forward. */
  private reserve(): number {
    return this.code.push({ op: "succeed" }) - 1;
  }

  private jumpAt(index: number): void {
    this.code[index] = { op: "jump", to: this.code.length };
  }

  private branchAt(index: number, on: "success" | "failure"): void {
    this.code[index] = { op: "branch", on, to: this.code.length };
  }
}
