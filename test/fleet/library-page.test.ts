/**
 * Every example of docs/library.md, and the README's, run by vitest as it stands there.
 *
 * The package's names lead to its sources here; that they lead there in the package too is checked
 * with the tarball (.ci/run).
 */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = `${root}.cache/library/`;

function examples(page: string): string[] {
  const text = readFileSync(root + page, "utf8");
  return [...text.matchAll(/^```ts\n([^]*?)^```$/gm)].map((match) => match[1]!);
}

const CONFIG = `export default {
  root: ${JSON.stringify(folder)},
  resolve: {
    alias: [
      { find: /^ssm-fleet-sim$/, replacement: ${JSON.stringify(`${root}src/fleet/create-fleet.ts`)} },
      { find: /^ssm-fleet-sim.vitest$/, replacement: ${JSON.stringify(`${root}src/testing/vitest.ts`)} },
    ],
  },
};
`;

const TYPES = {
  extends: "../../tsconfig.json",
  compilerOptions: {
    paths: {
      "ssm-fleet-sim": [`${root}src/fleet/create-fleet.ts`],
      "ssm-fleet-sim/vitest": [`${root}src/testing/vitest.ts`],
    },
  },
  include: ["*.test.ts"],
};

test("every example runs, and its types are right", { timeout: 120_000 }, async () => {
  const [, ofReadme] = examples("README.md");
  const all = [ofReadme!, ...examples("docs/library.md")];
  expect(all).toHaveLength(8);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  all.forEach((text, index) => writeFileSync(`${folder}example-${index}.test.ts`, text));
  writeFileSync(`${folder}vitest.config.js`, CONFIG);
  writeFileSync(`${folder}tsconfig.json`, JSON.stringify(TYPES));
  const run = promisify(execFile);
  const bin = `${root}node_modules/.bin`;
  const { stdout } = await run(
    process.execPath,
    [`${root}node_modules/vitest/vitest.mjs`, "run", "--config", `${folder}vitest.config.js`],
    { cwd: folder, env: { ...process.env, NO_COLOR: "1" } },
  ).catch((error: unknown) => {
    throw new Error((error as { stdout: string }).stdout);
  });
  expect(stdout).toMatch(/Tests +11 passed \(11\)/);
  await run(`${bin}/tsc`, ["-p", folder]).catch((error: unknown) => {
    throw new Error((error as { stdout: string }).stdout);
  });
});

test("the README's example has about twelve lines", () => {
  const [, ofReadme] = examples("README.md");
  const body = ofReadme!.split("\n").filter((line) => /^ {2}\S|^test|^}/.test(line));
  expect(body.length).toBeLessThanOrEqual(12);
});
