/** `fleetsim report`: judges a stored trace once more, and shows it as its run was shown. */
import type { Command } from "commander";
import { readyMs } from "../report/ready.ts";
import { exitOf, renderJson } from "../report/render-json.ts";
import { judgeStored } from "../scenario/stored/judge-stored.ts";
import type { StoredOrigin } from "../scenario/stored/read-header.ts";
import { CommandError, EXIT } from "./exit.ts";
import { writeJunit } from "./junit-file.ts";
import type { Output } from "./output.ts";
import { readTrace } from "./read-trace.ts";
import { checkReportFile } from "./report-files.ts";
import { reportText } from "./report-text.ts";
import { repeatCommand, shellWord } from "./run-scenarios.ts";
import { addShownFlags, shownFiles, writeShown } from "./shown-files.ts";
import type { ShownFlags } from "./shown-files.ts";

interface ReportFlags extends ShownFlags {
  readonly json?: true;
  readonly junit?: string;
}

export function addReport(program: Command, output: Output): void {
  const command = program
    .command("report")
    .argument("<trace>", "a file that --trace has written, or - for stdin")
    .description("judges a stored trace once more, and shows it as its run was shown")
    .option("--json", "print one JSON document instead of the report")
    .option("--junit <file>", "write a JUnit report; the name may hold {scenario}");
  addShownFlags(command).action(async (file: string, flags: ReportFlags) => {
    await report(file, flags, output);
  });
}

async function report(file: string, flags: ReportFlags, output: Output): Promise<void> {
  // Each file is of the one run that there is.
  const files = shownFiles(flags).map((one) => ({ ...one, isOfEveryRun: false }));
  checkReportFile("--junit", flags.junit);
  const { origin, stored, name } = await readTrace(file, output);
  const { events } = stored;
  const repeat = repeatOf(origin, file);
  const result = judgeStored({ origin, events, file: name, repeat, readyMs: readyMs(events) });
  if (flags.junit !== undefined) writeJunit(flags.junit, [result]);
  writeShown(files, [result]);
  if (flags.json === true) output.out(renderJson([result]).trimEnd());
  else output.out(reportText([result]));
  const exit = exitOf([result]);
  if (exit !== EXIT.done) throw new CommandError(exit, "");
}

/** A run is repeated, a live fleet's trace only shown again. */
function repeatOf(origin: StoredOrigin, file: string): string {
  if (origin.kind === "run") {
    return repeatCommand(origin.file, origin.seed, origin.set, origin.live);
  }
  return `npx fleetsim report ${shellWord(file)}`;
}
