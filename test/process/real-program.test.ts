/** Programs that do for real what a behaviour says, and behaviours that no program can have. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writePrograms } from "../../src/io/process/programs.ts";
import type { MatchedBehaviour } from "../../src/process/behaviour.ts";
import { realProgram, realProgramRefusal } from "../../src/process/real-program.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "fleetsim-programs-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Runs a script that finds the program of a behaviour. */
function run(behaviour: MatchedBehaviour, script: string) {
  return runAll([behaviour], script);
}

/** The same of several; whatever they do, it is over after a time. */
function runAll(behaviours: readonly MatchedBehaviour[], script: string) {
  const PATH = writePrograms(mkdtempSync(join(directory, "run-")), behaviours.map(realProgram));
  const begunMs = performance.now();
  const done = spawnSync("timeout", ["-s", "KILL", "5", "/bin/sh", "-c", script], {
    env: { PATH },
    encoding: "utf8",
  });
  return { ...done, tookMs: performance.now() - begunMs };
}

describe("a program of a behaviour", () => {
  test("writes what it is to write, and ends with its code", () => {
    const output = "it's 100 % on\n$HOME";
    const done = run({ match: "stress.sh", output, exitCode: 7 }, "stress.sh --hard");
    expect(done).toMatchObject({ stdout: output, stderr: "", status: 7 });
  });

  test("lasts as long as it is to last", () => {
    const { tookMs, status } = run(
      { match: "migrate", lasts: { minMs: 200, maxMs: 260 } },
      "migrate && echo on",
    );
    expect(status).toBe(0);
    expect(tookMs).toBeGreaterThanOrEqual(200);
  });

  test("takes no notice of a signal that it ignores", () => {
    const lasts = { minMs: 300, maxMs: 300 };
    const deaf = { match: "deaf", ignores: ["TERM"], output: "on", lasts };
    // It has set its trap when it writes.
    const script =
      "d=$(mktemp -d); deaf >$d/out & until test -s $d/out; do sleep 0.01; done; " +
      "kill -TERM $!; wait $!; echo $?; rm -r $d";
    expect(run(deaf as MatchedBehaviour, script).stdout).toBe("0\n");
  });

  test.each(["sleep", "od"])("has the name of %s, which it calls itself", (match) => {
    const lasts = { minMs: 50, maxMs: 60 };
    const done = run({ match, lasts, output: "on" }, `${match} 1000`);
    expect(done).toMatchObject({ stdout: "on", stderr: "", status: 0 });
  });

  test("is that of the first behaviour with its name", () => {
    const both = [
      { match: "deploy", exitCode: 3 },
      { match: "deploy", exitCode: 4 },
    ];
    expect(runAll(both, "deploy").status).toBe(3);
  });

  test("leaves a child in another session", () => {
    const lasts = { minMs: 2000, maxMs: 2000 };
    const { stdout } = run(
      { match: "daemon", escapes: lasts, lasts },
      "daemon >/dev/null 2>&1 & until test $(ps -o sid= --ppid $! | sort -u | wc -l) -eq 2; " +
        "do sleep 0.01; done; echo two",
    );
    expect(stdout).toBe("two\n");
  });
});

test.each<[MatchedBehaviour, string, string | undefined]>([
  [{ match: "migrate" }, "echo on; migrate --all", undefined],
  [{ match: "migrate" }, "echo on\nexec migrate | cat", undefined],
  [{ match: "migrate" }, "echo migrate", "a command holds its match and does not begin with it"],
  [{ match: "migrate" }, "./migrate", "a command holds its match and does not begin with it"],
  [{ match: "migrate" }, "migrate2", "a command holds its match and does not begin with it"],
  [{ match: "on" }, "onon", "a command holds its match and does not begin with it"],
  [{ match: "pg_dump --all" }, "pg_dump --all", "its match is no name of a program"],
  [{ match: "echo" }, "echo on", "its match is no name of a program"],
  [{ match: "a", floods: 3 }, "a", "a real process can't be made to have floods"],
])("%j in %j: %s", (behaviour, script, refusal) => {
  expect(realProgramRefusal(behaviour, [script])).toBe(refusal);
});
