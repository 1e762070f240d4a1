/** What can be said of the image without building it; `docker/verify` builds and runs it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { withFleetsim } from "../cli/fleetsim.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string) => readFileSync(join(root, file), "utf8");
const dockerfile = read("docker/Dockerfile").replaceAll("\\\n", " ");

/** The arguments of every instruction of a kind, in their order. */
function instructions(kind: string): readonly string[] {
  return [...dockerfile.matchAll(new RegExp(`^${kind} +(.*)$`, "gm"))].map((match) => match[1]!);
}

function execForm(kind: string): readonly string[] {
  const [text = "", ...others] = instructions(kind);
  expect(others).toEqual([]);
  return JSON.parse(text.replace(/^.*CMD +/, "")) as readonly string[];
}

test("it is built in stages, and ends on the base image, which is an argument", () => {
  expect(instructions("FROM")).toEqual([
    "${BASE} AS dependencies",
    "dependencies AS build",
    "${BASE}",
  ]);
  expect(instructions("ARG")).toEqual([expect.stringMatching(/^BASE=node:/)]);
});

test("the base image has the Node that the lock file pins", () => {
  const lock = JSON.parse(read("package-lock.json")) as {
    readonly packages: Readonly<Record<string, { readonly version: string }>>;
  };
  const { version } = lock.packages["node_modules/node"]!;
  expect(instructions("ARG")[0]).toMatch(new RegExp(`^BASE=node:${version}-`));
});

test("its user is no root, by number", () => {
  expect(instructions("USER").at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/);
});

test("node itself is its first process, and runs what the package's bin runs", () => {
  const { bin } = JSON.parse(read("package.json")) as { readonly bin: { fleetsim: string } };
  expect(execForm("ENTRYPOINT")).toEqual(["node", join("/app", bin.fleetsim)]);
});

test("whatever it copies from the checkout is there, and let through by .dockerignore", () => {
  const letThrough = read(".dockerignore").match(/(?<=^!).*$/gm);
  const copied = instructions("COPY")
    .filter((text) => !text.startsWith("--from"))
    .flatMap((text) => text.split(" ").slice(0, -1));
  expect(new Set(copied)).toEqual(new Set(letThrough));
  expect(copied.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test("what it runs by default is ready", { timeout: 60_000 }, async () => {
  await withFleetsim([...execForm("CMD"), "--port", "0"], async (fleet) => {
    await fleet.ready();
  });
});

test.each([
  [200, 0],
  [401, 0],
  [503, 1],
])("its healthcheck, answered with %i, ends with %i", async (status, expected) => {
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    response.writeHead(status).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const code = await runHealthcheck(port);
  server.close();
  expect([code, asked]).toEqual([expected, ["/_fleetsim/health"]]);
});

test("its healthcheck ends with 1 where nothing listens", async () => {
  expect(await runHealthcheck(1)).toBe(1);
});

/** Its exit code, with another port in the place of 4590. */
async function runHealthcheck(port: number): Promise<number> {
  const [program, option, script = ""] = execForm("HEALTHCHECK");
  expect([program, option]).toEqual(["node", "-e"]);
  const here = script.replace("http://127.0.0.1:4590/", `http://127.0.0.1:${port}/`);
  expect(here).not.toBe(script);
  const child = spawn(process.execPath, ["-e", here], { stdio: "inherit" });
  const [code] = (await once(child, "close")) as [number];
  return code;
}
