/** Every command of docs/containers.md names what is there, and says what our command line takes. */
import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { withFleetsim, Fleetsim } from "../cli/fleetsim.ts";
import { readComposeFile } from "./compose-file.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(join(root, "docs/containers.md"), "utf8");
const lines = [...page.matchAll(/^```sh\n([^]*?)^```$/gm)]
  .flatMap((match) => match[1]!.trimEnd().split("\n"))
  .map((line) => line.split(" "));
const { name, services } = readComposeFile();
const SLOW = { timeout: 60_000 };
const IMAGE = "ssm-fleet-sim";
const COMPOSE = ["docker", "compose", "-f", "docker/compose.yaml"];

function startingWith(...words: readonly string[]): readonly (readonly string[])[] {
  return lines
    .filter((line) => words.every((word, index) => line[index] === word))
    .map((line) => line.slice(words.length));
}

test("it shows no command but those that are looked at here", () => {
  const known = [
    ...[startingWith("docker", "build"), startingWith("docker", "run"), startingWith(...COMPOSE)],
    ...[startingWith("docker", "kill"), startingWith("docker", "start")],
    ...[startingWith("docker/verify"), startingWith("curl")],
  ];
  expect(known.map((each) => each.length)).toEqual([2, 3, 7, 1, 1, 1, 1]);
  expect(lines).toHaveLength(known.flat().length);
});

test("images are built from the root, by docker/Dockerfile", () => {
  for (const args of startingWith("docker", "build")) {
    expect(args.slice(0, 4)).toEqual(["-f", "docker/Dockerfile", "-t", IMAGE]);
    expect(args.at(-1)).toBe(".");
  }
});

test("containers publish their port on 127.0.0.1 alone", () => {
  const ports = startingWith("docker", "run")
    .map((args) => args[args.indexOf("-p") + 1])
    .filter((port) => port?.includes(":"));
  expect(ports).toEqual(Array(2).fill("127.0.0.1:4590:4590"));
});

describe("what containers are told to run", () => {
  const [up, run] = startingWith("docker", "run")
    .map((args) => args.slice(args.indexOf(IMAGE) + 1))
    .filter((args) => args.length > 0);
  const [others] = startingWith(...COMPOSE, "run", "--rm", "runner").filter(
    (args) => args.length > 0,
  );

  test("is ready", SLOW, async () => {
    await withFleetsim([...up!, "--port", "0"], async (fleet) => {
      await fleet.ready();
    });
  });

  test.each([{ args: run! }, { args: others! }])("ends with 0: $args", SLOW, async ({ args }) => {
    const { code } = await new Fleetsim(args).finished;
    expect(code).toBe(0);
  });
});

test("the services that it names are those of the compose file", () => {
  for (const service of Object.keys(services)) expect(page).toContain(`| \`${service}\``);
  for (const [command = "", ...args] of startingWith(...COMPOSE)) {
    if (!["kill", "start"].includes(command)) continue;
    expect(Object.keys(services)).toContain(args.at(-1));
  }
  for (const [container = ""] of startingWith("docker", "start")) {
    expect(container).toMatch(new RegExp(`^${name}-agent-\\d$`));
  }
});

test("docker/verify can be run", () => {
  accessSync(join(root, "docker/verify"), constants.X_OK);
});
