/**
 * One container, as far as a kernel alone makes one: the image's files of its own, the image's user,
 * directory and variables, and namespaces of processes, mounts, IPC and host name. Its first process
 * has the id 1, as under an engine. The network is that of all containers, a loopback alone.
 */
import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { eventually } from "../../cli/fleetsim.ts";
import type { Image } from "./image.ts";

/** Its arguments: root, host name, user, directory, and then the command. */
const ENTER = `
set -e
root=$1 name=$2 user=$3 directory=$4
shift 4
hostname "$name"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
exec chroot --userspec="$user" --groups= "$root" env -C "$directory" "$@"`;
const NAMESPACES = ["--fork", "--pid", "--kill-child", "--mount", "--uts", "--ipc"];

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Files that outlive the process in them: a container that was killed can be started again. */
export class Container {
  readonly name: string;
  private readonly image: Image;
  private readonly root: string;

  /** `peers` are the names by which other containers are reached. */
  constructor(imageName: string, image: Image, name: string, peers: readonly string[] = []) {
    this.name = name;
    this.image = image;
    const id = buildah("from", "--pull-never", imageName);
    this.root = buildah("mount", id);
    writeFileSync(`${this.root}/etc/hosts`, `127.0.0.1 ${["localhost", ...peers].join(" ")}\n`);
  }

  /** Starts the image's entry point with these arguments, or those that the image names. */
  start(args: readonly string[] = this.image.command): Running {
    return this.run([...this.image.entrypoint, ...args]);
  }

  /** What the image's healthcheck says, asked once. */
  async isHealthy(): Promise<boolean> {
    return (await this.run(this.image.healthcheck).ended).code === 0;
  }

  /** Runs any program of the image in it, as its user. */
  run(command: readonly string[]): Running {
    const { user, directory, environment } = this.image;
    const args = [...NAMESPACES, "sh", "-c", ENTER, "sh", this.root, this.name, user, directory];
    return new Running(
      spawn("unshare", [...args, ...command], {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...environment, HOME: "/", HOSTNAME: this.name },
      }),
    );
  }
}

/** The first process of a container. */
export class Running {
  readonly ended: Promise<Ended>;
  readonly startedMs = performance.now();
  said = "";
  private readonly unshare: ChildProcess;

  constructor(unshare: ChildProcess) {
    this.unshare = unshare;
    for (const stream of [unshare.stdout, unshare.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => (this.said += text));
    }
    this.ended = new Promise((resolve) => {
      unshare.on("close", (code, signal) => resolve({ code, signal }));
    });
  }

  /** Waits for words on stdout or stderr; answers the milliseconds since its start. */
  async says(pattern: RegExp): Promise<number> {
    await eventually(`${String(pattern)} to be printed`, () => {
      if (pattern.test(this.said)) return true;
      if (this.unshare.exitCode === null && this.unshare.signalCode === null) return undefined;
      throw new Error(`expected ${String(pattern)}, found its end after:\n${this.said}`);
    });
    return Math.round(performance.now() - this.startedMs);
  }

  /** Signals the first process itself; answers how it ended, and after how many milliseconds. */
  async end(signal: NodeJS.Signals): Promise<Ended & { readonly tookMs: number }> {
    const sentMs = performance.now();
    process.kill(this.pid, signal);
    return { ...(await this.ended), tookMs: Math.round(performance.now() - sentMs) };
  }

  /** A line of the first process's status, such as `Uid`, as its fields. */
  status(line: string): readonly string[] {
    const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
    return new RegExp(`^${line}:[ \\t]*(.*)$`, "m").exec(status)?.[1]?.split("\t") ?? [];
  }

  /** Its id outside of the container. */
  private get pid(): number {
    const { pid = 0 } = this.unshare;
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8"));
  }
}

function buildah(...args: readonly string[]): string {
  return execFileSync("buildah", args, { encoding: "utf8" }).trim();
}
