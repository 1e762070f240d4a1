/**
 * Every command that the README and the page of the real agent show, run as it stands there, but for
 * the second that hands need between the send and the cancel.
 *
 * They use the default port, one after another. What needs a program that this machine lacks (aws,
 * curl, bash) is left out and named.
 */
import { execFile, execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { runProgram } from "../src/cli/program.ts";
import { listNodes, listProcesses } from "./cli/admin.ts";
import { eventually } from "./cli/fleetsim.ts";
import { RealAgent } from "./real-agent/client.ts";
import { workAs } from "./real-agent/worker.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(`${root}/README.md`, "utf8");
const URL_SHOWN = "http://127.0.0.1:4590";
const SLOW = { timeout: 120_000 };

const START = "npm ci && npm start";
const TEST = "npm ci && npm test";
const REAL = "npx fleetsim up --nodes 3 --processes real";
const LIVE = "npx fleetsim run --live --processes real scenarios/survivor-escapes.yaml";
const JOIN = `npx fleetsim agent --controller ${URL_SHOWN} --count 200 --tags role=web`;
const NODES = `curl -s ${URL_SHOWN}/_fleetsim/nodes`;

function blocks(language: string, page = readme): string[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm");
  return [...page.matchAll(pattern)].map((match) => match[1]!.trimEnd());
}

function has(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    // Not installed: what needs it is left out.
    return false;
  }
}

const canRunSession = ["bash", "aws", "curl"].every(has);
if (!canRunSession)
  console.warn("left out: the README's session with the AWS CLI (bash, aws, curl)");

const children: ChildProcess[] = [];

/** Starts a command line in a group of its own, and waits for what it prints on stdout. */
async function start(line: string, expected: RegExp): Promise<void> {
  const child = spawn("sh", ["-c", line], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  }
  await eventually(`"${line}" to print ${String(expected)}`, () => {
    if (child.exitCode !== null)
      throw new Error(`"${line}" ended with ${child.exitCode}:\n${said}`);
    return expected.test(said) ? true : undefined;
  });
}

/** Ends what a test started: the whole group, since npm does not pass signals on in time. */
async function stop(child: ChildProcess): Promise<void> {
  const over = new Promise((resolve) => child.on("close", resolve));
  try {
    process.kill(-(child.pid ?? 0), "SIGTERM");
  } catch {
    // It has ended already.
    return;
  }
  await over;
}

beforeAll(() => execFileSync("npm", ["run", "--silent", "build"], { cwd: root }), 120_000);

afterEach(async () => {
  for (const child of children.splice(0).reverse()) await stop(child);
}, 30_000);

describe("the README", () => {
  const shell = blocks("sh");
  const session = shell.find((block) => block.includes("send-command")) ?? "";

  test("shows no command that these tests do not know", () => {
    expect(shell).toEqual([START, session, REAL, TEST, LIVE, `${JOIN}\n${NODES}`]);
    // The second one is a test, which test/fleet/library-page.test.ts runs.
    expect(blocks("ts")).toHaveLength(2);
  });

  test(
    "npm start is ready on the port that the README shows, and the program runs",
    SLOW,
    async () => {
      await start("npm start", /^ready http:\/\/127\.0\.0\.1:4590$/m);
      mkdirSync(`${root}/.cache`, { recursive: true });
      writeFileSync(`${root}/.cache/readme.ts`, blocks("ts")[0]!);
      await promisify(execFile)(process.execPath, [`${root}/.cache/readme.ts`]);
      // The second node's Name is n2; the program cancelled its command at once.
      await eventually("the program's jobs to end", async () => {
        const busy = (await listNodes(URL_SHOWN)).filter((node) => node.running > 0);
        return busy.length === 0 ? true : undefined;
      });
    },
  );

  test.runIf(canRunSession)(
    "the session with the AWS CLI cancels, and the child escapes",
    SLOW,
    async () => {
      await start("npm start", /^ready /m);
      // The README's reader takes a moment between the two commands.
      const unhurried = session.replace("ssm cancel-command", "sleep 1\nssm cancel-command");
      expect(unhurried).not.toBe(session);
      const { stdout } = await promisify(execFile)("bash", ["-ec", unhurried], { cwd: root });
      expect(stdout).toMatch(/"Status": "Cancell(ing|ed)"/);
      const escaped = await eventually("five escaped children", async () => {
        const listed = (await listProcesses(URL_SHOWN)).filter((entry) => entry.escaped);
        return listed.length === 5 ? listed : undefined;
      });
      expect(new Set(escaped.map((entry) => entry.args))).toEqual(new Set(["sleep 90"]));
    },
  );

  test("up with real processes is ready", SLOW, async () => {
    await start(REAL, /^ready http:\/\/127\.0\.0\.1:4590$/m);
    expect(await listNodes(URL_SHOWN)).toHaveLength(3);
  });

  test("a scenario played live holds", SLOW, async () => {
    const { stdout } = await promisify(execFile)("sh", ["-c", LIVE], { cwd: root });
    expect(stdout).toContain("ok  survivor escapes");
    expect(stdout).toContain("live       on real sockets, real processes");
  });

  test("200 agents join the fleet that npm start began", SLOW, async () => {
    await start("npm start", /^ready /m);
    await start(JOIN, /^online 200$/m);
    const nodes = await listNodes(URL_SHOWN);
    expect(nodes.filter((node) => node.ping === "Online")).toHaveLength(205);
  });

  test("every call of its table of commands exists", async () => {
    const calls = [...readme.matchAll(/^\| `npx fleetsim (\w+)/gm)].map((match) => match[1]!);
    expect(calls).toEqual([
      "up",
      "controller",
      "agent",
      "run",
      "report",
      "validate",
      "env",
      "machines",
      "ca",
    ]);
    for (const call of calls) {
      let said = "";
      const output = {
        out: (text: string) => (said += text),
        say: (text: string) => (said += text),
      };
      expect(await runProgram([call, "--help"], output)).toBe(0);
      expect(said).toContain(`Usage: fleetsim ${call}`);
    }
  });

  test("every page that it points to is there", () => {
    for (const [, page] of readme.matchAll(/\]\((docs[^)]*)\)/g)) {
      expect(() => execFileSync("test", ["-e", `${root}/${page}`])).not.toThrow();
    }
  });
});

describe("docs/real-agent.md", () => {
  const page = readFileSync(`${root}/docs/real-agent.md`, "utf8");
  const [start1, activate, ca, session, start2, ...others] = blocks("sh", page);
  const DATA = "/var/lib/fleetsim";
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "fleetsim-page-"));
    return () => rmSync(directory, { recursive: true });
  });

  /** What stands there, but for the directory. */
  const here = (block = "") => block.replaceAll(DATA, directory);
  const shell = async (script: string) =>
    (await promisify(execFile)("bash", ["-ec", script], { cwd: root })).stdout;

  test("shows no command of ours that these tests do not know", () => {
    expect(others).toEqual([]);
    expect(start1).toMatch(/^npx fleetsim controller --tls-port 4591 --data \S+$/);
    expect(ca).toBe(`npx fleetsim ca --data ${DATA}`);
    expect(start2).toContain(start1);
  });

  test.runIf(canRunSession)(
    "an agent that follows it joins, runs a command and has it cancelled",
    SLOW,
    async () => {
      await start(here(start1), /^ready http:\/\/127\.0\.0\.1:4590$/m);
      const activation = JSON.parse(await shell(activate!)) as Activation;
      const file = (await shell(here(ca))).trim();
      const { Ssm, Mds, Mgs } = JSON.parse(blocks("json", page)[0]!) as AgentConfiguration;
      expect([Ssm.Endpoint, Mds.Endpoint]).toEqual(Array(2).fill(`https://${Mgs.Endpoint}`));
      const agent = new RealAgent(Ssm.Endpoint, readFileSync(file, "utf8"));
      try {
        expect((await agent.register(activation)).status).toBe(200);
        expect((await agent.requestToken()).status).toBe(200);
        expect((await agent.health()).status).toBe(200);
        expect(await agent.open((await agent.createChannel()).token)).toBe(0);
        const working = workAs(agent);
        const [ssm] = activate!.split("\n");
        const said = await shell(`${ssm}\neval "$(npx fleetsim env)"\n${session!}`);
        await working;
        expect(said).toContain(`"id":"${agent.node}"`);
        expect(said).toContain('"kind":"real-agent"');
        expect(said).toMatch(/"Status": "Cancelled"/);
        expect(said).toMatch(/"ResponseCode": 137/);
      } finally {
        agent.stop();
      }
    },
  );

  test("the controller starts as a container needs it", SLOW, async () => {
    await start(here(start2), /^ready http:\/\/127\.0\.0\.1:4590$/m);
    const response = await fetch(`${URL_SHOWN}/_fleetsim/health`);
    expect(response.status).toBe(200);
  });
});

interface Activation {
  readonly ActivationId: string;
  readonly ActivationCode: string;
}

interface AgentConfiguration {
  readonly Ssm: { readonly Endpoint: string };
  readonly Mds: { readonly Endpoint: string };
  readonly Mgs: { readonly Endpoint: string };
}
