/**
 * Generates scripts of the subset whose outcome does not hang on luck.
 *
 * The foreground sleeps in steps of 100 ms, the only background command that can be heard acts 50
 * ms off that grid, so that no two processes do something at the same time.
 */
import fc from "fast-check";

const name = fc.constantFrom("a", "b", "c");
const text = fc.constantFrom(
  "x",
  "'y  z'",
  '"$a"',
  "$b",
  "${c}",
  '"<$a$b>"',
  "$?",
  "$((a+1))",
  "1",
  "2",
  "''",
);
const number = fc.constantFrom("0", "1", "2", "7", "$((b+1))", "-3");

const value = fc.oneof(
  fc.constantFrom("1", "5", "'p q'", "''", '"$b"', "$c"),
  fc.constantFrom("$((1+2*3))", "$((7%4-1))", "$((2>1))"),
);

const words = fc.array(text, { minLength: 0, maxLength: 3 }).map((list) => list.join(" "));

const test = fc.oneof(
  fc
    .tuple(text, fc.constantFrom("=", "!="), text)
    .map(([left, operator, right]) => `[ ${quoted(left)} ${operator} ${quoted(right)} ]`),
  fc
    .tuple(number, fc.constantFrom("-eq", "-ne", "-lt", "-le", "-gt", "-ge"), number)
    .map(([left, operator, right]) => `test ${left} ${operator} ${right}`),
  fc
    .tuple(fc.constantFrom("-n", "-z", "! -n"), text)
    .map(([operator, operand]) => `[ ${operator} ${quoted(operand)} ]`),
  fc.constantFrom("true", "false", "! false", "(exit 2)"),
);

const simple = fc.oneof(
  { weight: 4, arbitrary: words.map((list) => `echo ${list}`) },
  {
    weight: 2,
    arbitrary: fc.tuple(name, value).map(([variable, content]) => `${variable}=${content}`),
  },
  { weight: 1, arbitrary: words.map((list) => `echo e ${list} >&2`) },
  { weight: 1, arbitrary: words.map((list) => `echo n ${list} >/dev/null`) },
  { weight: 1, arbitrary: words.map((list) => `printf '<%s>' ${list}; echo`) },
  { weight: 1, arbitrary: test },
  {
    weight: 1,
    arbitrary: fc.constantFrom(":", "true", "false", "echo -n q", "nosuch 2>/dev/null"),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      // A subshell may outlive the shell that $$ is; whether a second signal still meets that one
      // is a race against whoever reaps it.
      "kill -USR1 $$ 2>/dev/null || :",
      "kill -0 $$ 2>/dev/null || :",
      "sh -c 'exit 3'",
      "a=9 sh -c 'echo $a'",
    ),
  },
);

const { statement } = fc.letrec<{ statement: string; list: string }>((tie) => ({
  list: fc.array(tie("statement"), { minLength: 1, maxLength: 3 }).map((items) => items.join("; ")),
  statement: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    { weight: 6, arbitrary: simple },
    {
      weight: 1,
      arbitrary: fc
        .tuple(simple, fc.constantFrom("&&", "||"), tie("statement"))
        .map((parts) => parts.join(" ")),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(test, tie("list"), tie("list"))
        .map(
          ([condition, then, otherwise]) => `if ${condition}; then ${then}; else ${otherwise}; fi`,
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(name, words, tie("list"))
        .map(([variable, list, body]) => `for ${variable} in ${list}; do ${body}; done`),
    },
    {
      weight: 1,
      arbitrary: tie("list").map((body) => `i=0; while [ $i -lt 2 ]; do i=$((i+1)); ${body}; done`),
    },
    {
      weight: 1,
      arbitrary: tie("list").map((body) => `for j in 1 2 3; do ${body}; [ $j = 2 ] && break; done`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie("list"), fc.constantFrom("", " 2>/dev/null", " >&2"))
        .map(([body, redirect]) => `{ ${body}; }${redirect}`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie("list"), fc.constantFrom("", " 2>&1", "; echo $?"))
        .map(([body, rest]) => `(${body})${rest}`),
    },
  ),
}));

const background = fc.constantFrom(
  "",
  "(sleep 0.05; echo bg; exit 4) &",
  "(sleep 0.15; echo bg; exit 5) &",
  "setsid sh -c 'sleep 0.15; echo bg' &",
  "nohup sleep 0.15 &",
  "(trap 'echo never' INT; sleep 0.05; kill -TERM $$) &",
  "(trap '' TERM; sleep 0.25; echo bg) >/dev/null 2>&1 & sleep 0.1",
);

const ending = fc.constantFrom(
  "",
  "exit 3",
  "wait",
  "wait $!; echo $?",
  "kill $!; wait $!; echo $?",
  "sleep 0.1",
  "sleep 0.1; kill -0 $! || echo gone",
  "exec sh -c 'exit 6'",
);

const trapLine = fc.constantFrom(
  "",
  "",
  "trap 'echo usr $?' USR1",
  "trap '' USR1",
  "trap 'echo bye $?' EXIT",
  "trap 'echo usr; trap - USR1' USR1; trap 'echo term; exit 8' TERM",
);

/** A whole script. */
export const scriptArbitrary: fc.Arbitrary<string> = fc
  .tuple(
    trapLine,
    fc.array(statement, { minLength: 1, maxLength: 4 }),
    background,
    fc.array(statement, { maxLength: 2 }),
    ending,
  )
  .map(([traps, before, job, after, last]) =>
    [traps, ...before, job, ...after, last].filter((line) => line !== "").join("\n"),
  );

function quoted(word: string): string {
  return /^["']/.test(word) ? word : `"${word}"`;
}
