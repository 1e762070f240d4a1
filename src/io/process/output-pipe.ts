/**
 * The output of a run as real pipes, read as bytes.
 *
 * Node connects a child by sockets, and a script that opens /dev/stderr fails on a socket; the
 * agent's scripts have pipes. So each stream is a named pipe whose name is taken away as soon as
 * the run holds it; the former name still shows in /proc, which tells whose output a process
 * holds. A stream is closed when its last holder is gone. Past its bound a stream is drained, so
 * that the script does not block, and the bytes are dropped and counted.
 */
import { execa } from "execa";
import { closeSync, constants, mkdirSync, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import path from "node:path";
import type { OutputStream } from "../../process/process-event.ts";

export interface OutputPipes {
  /** Descriptors to give to the child as its stdout and stderr. */
  readonly writers: Readonly<Record<OutputStream, number>>;
  /** To be called once the child holds the writers, or never will. */
  release(): void;
  /** Begins to read; `closed` is called once, when both streams are. */
  read(reader: OutputReader): void;
}

export interface OutputReader {
  readonly bytesMax: number;
  output(stream: OutputStream, bytes: string): void;
  closed(droppedBytes: number): void;
}

/** Makes the two pipes of a run; `name` is the path they are known by. */
export async function makeOutputPipes(name: string): Promise<OutputPipes> {
  const names = { stdout: `${name}.stdout`, stderr: `${name}.stderr` };
  mkdirSync(path.dirname(name), { recursive: true, mode: 0o700 });
  await execa("mkfifo", ["-m", "600", names.stdout, names.stderr]);
  const readers = { stdout: openReader(names.stdout), stderr: openReader(names.stderr) };
  const writers = { stdout: openWriter(names.stdout), stderr: openWriter(names.stderr) };
  return {
    writers,
    release: () => {
      for (const stream of ["stdout", "stderr"] as const) {
        closeSync(writers[stream]);
        rmSync(names[stream], { force: true });
      }
    },
    read: (reader) => readBoth(readers, reader),
  };
}

/** Without O_NONBLOCK the open would wait for a writer. */
function openReader(name: string): number {
  return openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
}

function openWriter(name: string): number {
  return openSync(name, constants.O_WRONLY);
}

function readBoth(readers: Readonly<Record<OutputStream, number>>, reader: OutputReader): void {
  let open = 2;
  let droppedBytes = 0;
  for (const stream of ["stdout", "stderr"] as const) {
    let left = reader.bytesMax;
    const socket = new Socket({ fd: readers[stream], readable: true, writable: false });
    socket.on("data", (chunk: Buffer) => {
      const kept = chunk.subarray(0, left);
      left -= kept.length;
      droppedBytes += chunk.length - kept.length;
      if (kept.length > 0) reader.output(stream, kept.toString("latin1"));
    });
    // A failing read ends the stream like its end: "close" follows either.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      open -= 1;
      if (open === 0) reader.closed(droppedBytes);
    });
  }
}
