import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    // Two cores: live tests start processes of their own, so more workers only add noise.
    maxWorkers: 2,
    // Of the tests of one file that say so: the conformance cases mostly wait.
    maxConcurrency: 10,
  },
});
