/** `fleetsim validate`: checks scenario files, and says in words what they will do. */
import type { Command } from "commander";
import { explain } from "../scenario/explain/explain.ts";
import { problemLines } from "../scenario/file/problem.ts";
import type { Problem } from "../scenario/file/problem.ts";
import { CommandError, EXIT } from "./exit.ts";
import { loadScenario } from "./load-scenario.ts";
import type { Output } from "./output.ts";

interface Flags {
  readonly explain?: true;
  readonly json?: true;
}

export function addValidate(program: Command, output: Output): void {
  program
    .command("validate")
    .argument("<scenario...>", "files of YAML or JSON, or modules of JavaScript or TypeScript")
    .description("checks scenario files: file:line:column: what, expected, found")
    .option("--explain", "say in words what each step and fault will match")
    .option("--json", "print one JSON document")
    .action(async (files: readonly string[], flags: Flags) => {
      await validate(files, flags, output);
    });
}

async function validate(files: readonly string[], flags: Flags, output: Output): Promise<void> {
  const verdicts: Verdict[] = [];
  for (const file of files) {
    const verdict = await judge(file);
    verdicts.push(verdict);
    if (flags.json !== true) print(verdict, flags, output);
  }
  if (flags.json === true) output.out(JSON.stringify(verdicts.map((one) => listed(one, flags))));
  // Each problem has had its line.
  if (verdicts.some(({ lines }) => lines.length > 0)) throw new CommandError(EXIT.usage, "");
}

interface Verdict {
  readonly file: string;
  readonly problems: readonly Problem[];
  /** The problems as text; none: the file is right. */
  readonly lines: readonly string[];
  readonly explained: readonly string[];
}

async function judge(file: string): Promise<Verdict> {
  const loaded = await loadScenario(file);
  if ("scenario" in loaded) {
    return { file, problems: [], lines: [], explained: explain(loaded.scenario) };
  }
  const { problems } = loaded;
  return { file, problems, lines: problemLines(file, loaded), explained: [] };
}

function print({ file, lines, explained }: Verdict, flags: Flags, output: Output): void {
  for (const line of lines) output.say(line);
  if (lines.length > 0) return;
  output.out(`${file}: ok`);
  if (flags.explain === true) output.out(explained.join("\n"));
}

function listed({ file, problems, explained }: Verdict, flags: Flags): object {
  const isRight = problems.length === 0;
  return {
    file,
    ok: isRight,
    problems: problems.map(({ place, path, expected, found, nearest }) => ({
      ...place,
      path,
      expected,
      found,
      ...(nearest === undefined ? {} : { nearest }),
    })),
    ...(flags.explain === true && isRight ? { explained } : {}),
  };
}
