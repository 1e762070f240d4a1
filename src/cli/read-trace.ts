/**
 * A stored trace from a file or from stdin, and of which run or live fleet it is.
 */
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { printable } from "../report/text.ts";
import { readHeader } from "../scenario/stored/read-header.ts";
import type { StoredOrigin } from "../scenario/stored/read-header.ts";
import { StoredTraceReader } from "../scenario/stored/stored-trace.ts";
import type { StoredTrace } from "../scenario/stored/stored-trace.ts";
import { CommandError, EXIT } from "./exit.ts";
import { fileTrouble } from "./file-trouble.ts";
import type { Output } from "./output.ts";

export interface ReadTrace {
  readonly origin: StoredOrigin;
  readonly stored: StoredTrace;
  /** For messages. */
  readonly name: string;
}

const STDIN = "-";
const PIECE_BYTES = 1_000_000;

/** `-` is stdin. Errors: 64 with the file, the line, what was expected and what was found. */
export async function readTrace(file: string, output: Output): Promise<ReadTrace> {
  const name = file === STDIN ? "stdin" : file;
  const stored = await read(file, name, output);
  if ("problem" in stored) throw refused(`${name}:${stored.line}: ${stored.problem}`, output);
  const origin = readHeader(stored.header);
  if ("problem" in origin) {
    const place = `${name}:${stored.headerLine}`;
    throw refused(`${place}: ${origin.problem}; nothing of it is reported`, output);
  }
  for (const note of notes(stored, origin)) output.say(`${name}: ${note}`);
  return { origin, stored, name };
}

async function read(file: string, name: string, output: Output) {
  const reader = new StoredTraceReader();
  const source: Readable = file === STDIN ? process.stdin : streamOf(file);
  source.setEncoding("utf8");
  try {
    for await (const piece of source) if (!reader.push(String(piece))) break;
  } catch (cause) {
    const found = `${fileTrouble(cause)}; nothing of it is reported`;
    throw refused(`${name}: expected a file that can be read, found ${found}`, output);
  }
  return reader.end();
}

function streamOf(file: string): Readable {
  return createReadStream(file, { highWaterMark: PIECE_BYTES });
}

/** What a reader of the report has to know of its trace. */
function notes({ isCutOff, headers }: StoredTrace, origin: StoredOrigin): readonly string[] {
  const runs = origin.kind === "run" ? origin.scenario.options.runs : 1;
  return [
    ...(isCutOff ? ["its last line is cut off, and was left out"] : []),
    ...(headers > 1 ? [`${headers} starts are told as one; events are numbered on`] : []),
    ...(runs > 1 ? [`one of ${runs} runs; what only all of them show is not judged`] : []),
    ...(origin.kind === "fleet" ? ["no scenario in its header: nothing is expected of it"] : []),
    ...(headers === 0 ? ["no header: judged by the options that a live fleet has by default"] : []),
  ];
}

function refused(line: string, output: Output): CommandError {
  output.say(printable(line));
  return new CommandError(EXIT.usage, "");
}
