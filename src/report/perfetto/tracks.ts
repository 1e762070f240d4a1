/**
 * The processes and threads of a trace-event file: client, controller, and each node.
 */
import type { TraceEvent } from "../../kernel/trace.ts";
import type { Names } from "../names.ts";
import type { TraceEntry } from "./trace-entry.ts";

export const CLIENT_PID = 1;
export const CONTROLLER_PID = 2;
const FIRST_NODE_PID = 3;

/** In the order in which they stand below each other. */
export const THREADS = ["calls", "commands", "node", "agent", "process", "link"] as const;
export type ThreadName = (typeof THREADS)[number];

export interface Track {
  readonly pid: number;
  readonly tid: number;
}

export class Tracks {
  private readonly names: Names;
  private readonly pids = new Map<string, number>();
  private readonly used = new Map<string, Track & { readonly thread: ThreadName }>();

  constructor(names: Names) {
    this.names = names;
  }

  ofClient(): Track {
    return this.track(CLIENT_PID, "calls");
  }

  ofController(thread: ThreadName): Track {
    return this.track(CONTROLLER_PID, thread);
  }

  /** Of a node; what is about none is the controller's. */
  ofNode(node: string | undefined, thread: ThreadName): Track {
    if (node === undefined) return this.ofController(thread);
    const pid = this.pids.get(node) ?? FIRST_NODE_PID + this.pids.size;
    this.pids.set(node, pid);
    return this.track(pid, thread);
  }

  /** Where an event stands that is a moment. */
  ofEvent({ event, source, node }: TraceEvent): Track {
    if (event.startsWith("call.") && node === undefined) return this.ofClient();
    if (source === "controller" || source === "kernel") return this.ofController("commands");
    if (source === "client") return this.ofClient();
    return this.ofNode(node, source === "fault" ? "node" : source);
  }

  /** What says how all that was used is called. */
  entries(): readonly TraceEntry[] {
    const processes = [
      [CLIENT_PID, "client"] as const,
      [CONTROLLER_PID, "controller"] as const,
      ...Array.from(this.pids, ([node, pid]) => [pid, this.names.nodeInFull(node)] as const),
    ];
    return [
      ...processes.flatMap(([pid, name]) => [
        about("process_name", { pid, tid: 0 }, { name }),
        about("process_sort_index", { pid, tid: 0 }, { sort_index: pid }),
      ]),
      ...[...this.used.values()].flatMap(({ thread, ...track }) => [
        about("thread_name", track, { name: thread }),
        about("thread_sort_index", track, { sort_index: track.tid }),
      ]),
    ];
  }

  private track(pid: number, thread: ThreadName): Track {
    const key = `${pid}/${thread}`;
    const known = this.used.get(key);
    if (known !== undefined) return known;
    // Perfetto keeps threads of all processes in one table: no two have the same number.
    const track = { pid, tid: pid * THREADS.length + THREADS.indexOf(thread), thread };
    this.used.set(key, track);
    return track;
  }
}

function about(name: string, { pid, tid }: Track, args: TraceEntry["args"]): TraceEntry {
  return { ph: "M", name, cat: "__metadata", pid, tid, ts: 0, ...(args && { args }) };
}
