import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

/** Files that take 20 s and more: they begin first, so that none of them is alone at the end. */
const LONG = [
  "test/live/differential.test.ts",
  "test/scenario/soak-ideal.test.ts",
  "test/scenario/soak-amazon-ssm-agent.test.ts",
  "test/conformance/conformance.test.ts",
  "test/cli/apart.test.ts",
  "test/readme.test.ts",
  "test/cli/kill-agents.test.ts",
  "test/cli/data.test.ts",
  "test/live/killed-agent.test.ts",
  "test/view/accessibility.test.ts",
  "test/live/interrupt.test.ts",
  "test/view/page.test.ts",
  "test/fleet/library-page.test.ts",
  "test/cli/up.test.ts",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONG.findIndex((name) => moduleId.endsWith(name));
      return at < 0 ? LONG.length : at;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    // One more than two cores: files of live tests mostly wait, and start processes of their own.
    maxWorkers: 3,
    // What runs from sources in processes of its own is stripped of its types once, not each time.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/fleetsim-test") },
    // Of the tests of one file that say so: the conformance cases mostly wait.
    maxConcurrency: 10,
    sequence: { sequencer: LongestFirst },
  },
});
