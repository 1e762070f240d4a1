import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isNodeTooOld } from "../../src/cli/node-version.ts";
import { runProgram } from "../../src/cli/program.ts";
import { Fleetsim, eventually, fleetsim as fleetsimProcess } from "./fleetsim.ts";

/** Runs a command in this process, which saves the start of another one. */
async function fleetsim(args: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const code = await runProgram(args, {
    out: (text) => (stdout += `${text}\n`),
    say: (text) => (stderr += `${text}\n`),
  });
  return { code, stdout, stderr };
}

describe("fleetsim", () => {
  test("--help names every sub-command of this version on stdout and ends with 0", async () => {
    const { code, stdout } = await fleetsim(["--help"]);
    expect(code).toBe(0);
    for (const name of [
      "up",
      "controller",
      "agent",
      "run",
      "report",
      "validate",
      "env",
      "ca",
      "machines",
    ]) {
      expect(stdout).toContain(`  ${name} `);
    }
  });

  test.each([
    [[], 64, "Usage: fleetsim"],
    [["upp"], 64, "unknown command 'upp'"],
    [["up", "--nodes", "many"], 64, 'Expected a whole number 0..10000, found "many"'],
    [["up", "--port", "70000"], 64, 'Expected a whole number 0..65535, found "70000"'],
    [["up", "--tls-port", "tls"], 64, 'Expected a whole number 0..65535, found "tls"'],
    [["ca", "--data", "/proc/nowhere"], 69, "Expected /proc/nowhere/ca-key.pem"],
    [["up", "--profile", "other"], 64, 'Expected amazon-ssm-agent or ideal, found "other"'],
    [["up", "nowhere.yaml"], 64, "nowhere.yaml: expected a file that can be read, found no such"],
    [["validate"], 64, "missing required argument 'scenario'"],
    [["up", "--set", "spwanMs=1"], 64, "unknown option spwanMs; the nearest one is spawnMs"],
    [["up", "--set", "spawnMs"], 64, 'Expected NAME=VALUE, found "spawnMs"'],
    [["up", "--seed", "9007199254740993"], 64, "Expected an integer 0..2^53-1 or any other text"],
    [["up", "--auth", "/nowhere/keys.json"], 64, "--auth: expected a readable file"],
    [["up", "--log-file", "/"], 64, "--log-file: expected a file that can be written, found /"],
    [["up", "--auth", "test"], 64, "--auth: expected a readable file, found test: a directory"],
    [["up", "--trace", "/"], 64, "--trace: expected a file that can be written, found /: a dir"],
    [["up", "--data", "/proc/nowhere"], 69, "--data: expected a directory"],
    [["up", "--data", "/etc/hostname"], 69, "--data: expected a directory"],
    [
      ["agent", "--controller", "http://127.0.0.1:1", "--data", "/proc/nowhere"],
      69,
      "--data: expected a directory, or a place for one, found /proc/nowhere",
    ],
    [["up", "--allow-host", "a name"], 64, 'Expected the name of a host, found "a name"'],
    [["up", "--allow-host", "me", "package.json"], 64, "found the file package.json; a SCENARIO"],
    [["up", "--host", "999.1.1.1", "--port", "0"], 69, "found: getaddrinfo ENOTFOUND"],
    [["up", "--host", "0.0.0.0", "--processes", "real"], 64, "Expected --auth FILE together with"],
    [["agent"], 64, "required option '--controller <url>' not specified"],
    [["agent", "--controller", "nonsense"], 64, "Expected an http or https URL"],
    [["agent", "--controller", "http://127.0.0.1:1", "--id", "i-1"], 64, "17 hex digits"],
    [["agent", "--controller", "http://127.0.0.1:1", "--tags", "a=1,a=2"], 64, '"a" twice'],
    [["agent", "--controller", "http://127.0.0.1:1", "--key", "\u2603:x"], 64, "ASCII"],
    [["run"], 64, "missing required argument 'scenario'"],
    [["run", "/nowhere.yaml"], 64, "/nowhere.yaml"],
    [["run", "--runs", "0", "a.yaml"], 64, 'Expected a whole number 1..1000000, found "0"'],
    [["run", "--set", "spwanMs=1", "a.yaml"], 64, "unknown option spwanMs; the nearest one is spa"],
    [["run", "--processes", "real", "a.yaml"], 64, "run: --processes is for --live"],
    [["run", "--trace", "/", "a.yaml"], 64, "a file that can be written, found /: a directory"],
    [["run", "--perfetto", "/", "a.yaml"], 64, "--perfetto: expected a file that can be written"],
    [["run", "--mermaid", "/", "a.yaml"], 64, "--mermaid: expected a file that can be written"],
    [["run", "--invocation", "a@b", "a.yaml"], 64, "--invocation: expected --mermaid with it"],
    [["report"], 64, "missing required argument 'trace'"],
    [
      ["report", "/nowhere.jsonl"],
      64,
      "/nowhere.jsonl: expected a file that can be read, found no",
    ],
    [["report", "test"], 64, "test: expected a file that can be read, found a directory;"],
    [["report", "package.json"], 64, "package.json:1: expected an event of a trace, found {"],
    [["report", "--junit", "/", "a.jsonl"], 64, "--junit: expected a file that can be written"],
    [["run", "--junit", "/", "a.yaml"], 64, "--junit: expected a file that can be written"],
    [["env", "nonsense"], 64, 'expected a URL such as http://127.0.0.1:4590, found "nonsense"'],
    [["machines", "jop"], 64, "the nearest one is job"],
  ])("%j ends with %i and says why", async (args, expected, message) => {
    const { code, stdout, stderr } = await fleetsim(args);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: expected, stdout: "" });
  });

  test("can't reach a controller: ends with 69", async () => {
    const { code, stderr } = await fleetsim(["agent", "--controller", "http://127.0.0.1:1"]);
    expect(stderr).toContain("Expected a controller at http://127.0.0.1:1");
    expect(code).toBe(69);
  });
});

test("a signal that comes while the program is loaded ends it with 0", async () => {
  const run = new Fleetsim(["up", "--port", "0", "--nodes", "0"]);
  const { pid = 0 } = run.child;
  // Linux tells which signals a process catches. Node itself catches some, but never SIGHUP (1).
  await eventually("the signals to be caught", () => {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const caught = BigInt(`0x${/^SigCgt:\s*(\w+)$/m.exec(status)?.[1] ?? "0"}`);
    return caught & 1n ? true : undefined;
  });
  expect(await run.end("SIGTERM")).toMatchObject({ code: 0, signal: null });
});

test.each([
  ["20.20.2", true],
  ["22.17.1", true],
  ["22.18.0", false],
  ["24.0.0", false],
])("Node %s is too old: %s", (version, isTooOld) => {
  expect(isNodeTooOld(version)).toBe(isTooOld);
});

test("nobody who reads what the executable writes is no failure", async () => {
  const run = new Fleetsim(["machines"]);
  run.child.stdout?.destroy();
  expect(await run.finished).toMatchObject({ code: 0, stderr: "" });
});

test("the executable passes on arguments, both outputs and the exit code", async () => {
  const [right, wrong] = await Promise.all([
    fleetsimProcess(["env"]),
    fleetsimProcess(["machines", "jop"]),
  ]);
  expect(right).toMatchObject({ code: 0, stderr: "" });
  expect(right.stdout).toContain("export AWS_ENDPOINT_URL_SSM=http://127.0.0.1:4590\n");
  expect(wrong).toMatchObject({ code: 64, stdout: "" });
  expect(wrong.stderr).toContain("the nearest one is job");
});

describe("fleetsim env", () => {
  test("prints export lines and nothing else", async () => {
    const { code, stdout } = await fleetsim(["env", "http://127.0.0.1:4711/"]);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split("\n")).toEqual([
      "export AWS_ENDPOINT_URL_SSM=http://127.0.0.1:4711",
      "export AWS_ACCESS_KEY_ID=test",
      "export AWS_SECRET_ACCESS_KEY=test",
      "export AWS_REGION=us-east-1",
      "export AWS_DEFAULT_REGION=us-east-1",
      "export AWS_PAGER=",
    ]);
  });
});

describe("fleetsim machines", () => {
  test("prints every machine as a Mermaid diagram", async () => {
    const { stdout } = await fleetsim(["machines"]);
    expect(stdout.match(/^%% (.+)$/gm)).toEqual([
      "%% invocation",
      "%% control-channel",
      "%% message-poll",
      "%% job",
      "%% ideal-job",
      "%% worker",
      "%% ideal-worker",
      "%% process",
      "%% node",
    ]);
    expect(stdout.match(/^stateDiagram-v2$/gm)).toHaveLength(9);
  });

  test("draws AWS's states, their transitions and their timers", async () => {
    const { stdout } = await fleetsim(["machines", "node"]);
    expect(stdout).toContain('state "Shutting-down" as Shutting_down');
    expect(stdout).toContain("  [*] --> Pending\n");
    expect(stdout).toContain("  Running --> Stopping: stop\n");
    expect(stdout).toContain("  Pending --> Running_up: after pendingMs\n");
    expect(stdout).toContain("  Terminated --> [*]\n");
  });
});
