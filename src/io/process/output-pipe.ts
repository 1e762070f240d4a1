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
import { closeSync, constants, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import path from "node:path";
import type { OutputStream } from "../../process/process-event.ts";

const SPARES_COUNT = 16;

export interface OutputPipes {
  /** Descriptors to give to the child as its stdout and stderr. */
  readonly writers: Readonly<Record<OutputStream, number>>;
  /** To be called once the child holds the writers, or never will. */
  release(): void;
  /** Begins to read; `closed` is called once, when both streams are. Returns how to give up. */
  read(reader: OutputReader): () => void;
}

type SparePair = Readonly<Record<OutputStream, string>>;

export interface OutputReader {
  readonly bytesMax: number;
  output(stream: OutputStream, bytes: string): void;
  closed(droppedBytes: number): void;
}

/** Makes named pipes in batches: starting a program for each run would double a run's cost. */
export class PipeMaker {
  readonly #folder: string;
  readonly #token: string;
  #spares: SparePair[] = [];
  #making: Promise<void> | undefined;
  #count = 0;

  /** `token` tells this maker's names from those of others in the folder. */
  constructor({ folder, token }: { folder: string; token: string }) {
    this.#folder = folder;
    this.#token = token;
  }

  /** The pipes of the run that has this mark; the mark is in their names. */
  async make(mark: string): Promise<OutputPipes> {
    let spare = this.#spares.pop();
    while (spare === undefined) {
      this.#making ??= this.#makeSpares().finally(() => (this.#making = undefined));
      await this.#making;
      spare = this.#spares.pop();
    }
    const stdout = path.join(this.#folder, `${mark}.stdout`);
    const stderr = path.join(this.#folder, `${mark}.stderr`);
    renameSync(spare.stdout, stdout);
    renameSync(spare.stderr, stderr);
    return openPipes({ stdout, stderr });
  }

  /** Removes the pipes that nobody was given. */
  async clear(): Promise<void> {
    // Expected: what could not be made was told to the run that asked for it.
    await this.#making?.catch(() => undefined);
    for (const { stdout, stderr } of this.#spares) {
      rmSync(stdout, { force: true });
      rmSync(stderr, { force: true });
    }
    this.#spares = [];
  }

  async #makeSpares(): Promise<void> {
    const made = Array.from({ length: SPARES_COUNT }, () => {
      this.#count += 1;
      const name = path.join(this.#folder, `${this.#token}-spare-${this.#count}`);
      return { stdout: `${name}.stdout`, stderr: `${name}.stderr` };
    });
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const names = made.flatMap(({ stdout, stderr }) => [stdout, stderr]);
    await execa("mkfifo", ["-m", "600", ...names]);
    this.#spares.push(...made);
  }
}

function openPipes(names: SparePair): OutputPipes {
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

function readBoth(fds: Readonly<Record<OutputStream, number>>, reader: OutputReader): () => void {
  let open = 2;
  let droppedBytes = 0;
  const sockets = (["stdout", "stderr"] as const).map((stream) => {
    let left = reader.bytesMax;
    const socket = new Socket({ fd: fds[stream], readable: true, writable: false });
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
    return socket;
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}
