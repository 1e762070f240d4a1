import { expect, test } from "vitest";
import type { HostCore } from "../../../src/io/host/host-core.ts";
import { realProcesses } from "../../../src/io/host/process-side.ts";
import { log, withDirectory } from "./fixture.ts";
import { News } from "./news.ts";

test("a real run that is over and gone is told to the host, which keeps it no longer", async () => {
  const directory = await withDirectory();
  const types = new News<string>();
  const gone = new News<number>();
  const core = {
    clock: { epochMs: 0, nowMs: () => 0 },
    enter: (work: () => void) => work(),
    host: {
      runs: {
        event: (_run: number, { type }: { readonly type: string }) => {
          types.add(type);
        },
        forget: (run: number) => gone.add(run),
      },
    },
  } as unknown as HostCore;
  const side = await realProcesses(core, { directory, log });
  const names = { node: "i-0123456789abcdef0", commandId: "c1", stepName: "runShellScript" };
  side.port?.start(7, { ...names, script: "exit 0", workingDirectory: "", environment: {} });
  await types.find((type) => type === "process.closed");
  side.port?.runEnded(7);
  expect(await gone.find(() => true)).toBe(7);
  await side.endAll();
});
