import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8Bytes } from "../../src/process/byte-string.ts";
import { PROCESS_OPTIONS } from "../../src/process/process-options.ts";
import { compile } from "../../src/process/syntax/compile.ts";
import { runScript } from "./virtual-run.ts";

describe("what is outside the subset", () => {
  it.each([
    ["true\nls | wc", 2, 'a pipe ("|")'],
    ["echo $(date)", 1, 'command substitution ("$(")'],
    ['echo "`date`"', 1, 'command substitution ("`")'],
    ["echo *.log", 1, 'a pattern ("*")'],
    ["echo [ab]", 1, 'a pattern ("[...]")'],
    ["cd ~", 1, 'a home directory ("~")'],
    ["a=~/b", 1, 'a home directory ("~")'],
    ["cat <<E\nE", 1, 'a here-document ("<<")'],
    ["echo a >file", 1, 'a redirection ("1>file")'],
    ["echo a 3>&1", 1, 'a redirection ("3>&1")'],
    ["echo ${a:-b}", 1, 'an operator on a parameter ("${a:...")'],
    ['echo "$@"', 1, 'a special parameter ("$@")'],
    ["f() { :; }", 1, "a function or an array"],
    ["echo $PPID", 1, `a variable of sh's own ("$PPID")`],
    ["IFS=:", 1, 'another "IFS"'],
    ["case a in b) ;; esac", 1, '";;"'],
    ["echo a\r\n", 1, "a carriage return (lines end with a line feed only)"],
    ["echo 'a\nb", 1, "a quote (') without its end"],
    ['echo\necho "a', 2, 'a quote (") without its end'],
    ["while true; do\necho", 2, 'no "done"'],
    ["if true; fi", 1, 'an unexpected "fi"'],
    ["echo a;; echo b", 1, '";;"'],
    ["break", 1, '"break" outside a loop'],
    ["for i in 1; do (break); done", 1, '"break" outside a loop'],
    ["echo $((a=1", 1, '"$((" without "))"'],
    ["echo $((`date`))", 1, '"`" inside "$(("'],
    [")", 1, 'an unexpected ")"'],
    ["&& true", 1, 'an unexpected "&&"'],
  ])("is named with its line: %j", (script, line, found) => {
    expect(compile(script, PROCESS_OPTIONS)).toEqual({ type: "failure", line, found });
  });

  it("keeps all of a script from running", () => {
    const node = runScript("echo a\necho b | cat\n");
    expect(node.output("stdout")).toBe("");
    expect(node.output("stderr")).toMatch(
      /_script\.sh: 2: a pipe \("\|"\) is outside the simulated subset of sh \(docs\/shell-subset\.md\)\n$/,
    );
    expect(node.first("process.exited")?.code).toBe(127);
  });

  it("does not keep the rest from running when it is only an unknown command", () => {
    const node = runScript("apt-get update; echo $?; setsid nosuch; echo $?");
    expect(node.output("stdout")).toBe("127\n127\n");
    expect(node.output("stderr")).toMatch(/: 1: not found: "apt-get" is outside the simulated/);
  });

  it("is refused where a trap's action has it", () => {
    const node = runScript("trap 'date | cat' TERM; echo $?");
    expect(node.output("stdout")).toBe("127\n");
  });
});

describe("the compiler", () => {
  it("never throws, whatever the script", () => {
    const piece = fc.constantFrom(
      ..."if then fi while do done for in ( ) { } ! & && || ; $(( )) $ ' \" \\ > >& 2 a= a $a # \n".split(
        " ",
      ),
    );
    const script = fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 30 });
    fc.assert(
      fc.property(script, fc.constantFrom(" ", ""), (pieces, glue) => {
        const text = utf8Bytes(pieces.join(glue));
        const program = compile(text, PROCESS_OPTIONS);
        if ("type" in program) expect(program.line).toBeGreaterThan(0);
        else expect(program.code.at(-1)).toEqual({ op: "exit" });
      }),
      { seed: 11, numRuns: 3000 },
    );
  });
});

describe("utf8Bytes", () => {
  it("gives the bytes that the platform's encoder gives", () => {
    const point = fc.oneof(
      fc.integer({ min: 0, max: 0x10ffff }),
      fc.integer({ min: 0, max: 0x900 }),
    );
    fc.assert(
      fc.property(fc.array(point), (points) => {
        const text = String.fromCodePoint(...points);
        expect(utf8Bytes(text)).toBe(Buffer.from(text, "utf8").toString("latin1"));
      }),
      { seed: 12 },
    );
    expect(utf8Bytes("a\ud800b")).toBe(Buffer.from("a\ufffdb", "utf8").toString("latin1"));
  });
});
