/**
 * Trace-event files as another program reads them: the engine of Chrome DevTools' performance panel.
 */

/** What it reads of a file. */
export interface DevToolsReading {
  /** Names by pid. */
  readonly processes: ReadonlyMap<number, string>;
  /** `<pid>/<name>`. */
  readonly threads: readonly string[];
  /** Pairs of `b` and `e`. */
  readonly slices: readonly { readonly name: string; readonly ts: number; readonly dur: number }[];
  /** Each the slices that it connects. */
  readonly flows: readonly (readonly RawEntry[])[];
}

export interface RawEntry {
  readonly ph: string;
  readonly name: string;
  readonly cat: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly id?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

interface Engine {
  readonly Processor: {
    readonly TraceProcessor: {
      createWithAllHandlers(): {
        readonly data: {
          readonly Meta: {
            readonly processNames: ReadonlyMap<number, { args: { name: string } }>;
            readonly threadsInProcess: ReadonlyMap<
              number,
              ReadonlyMap<number, { args: { name: string } }>
            >;
          };
          readonly Flows: { readonly flows: readonly (readonly RawEntry[])[] };
        } | null;
        parse(entries: readonly RawEntry[], options: object): Promise<void>;
      };
    };
  };
  readonly Helpers: {
    readonly Trace: {
      createMatchedSortedSyntheticEvents(entries: readonly RawEntry[]): DevToolsReading["slices"];
    };
  };
}

/** Errors: throws for a text that is no trace-event file. */
export async function readWithDevTools(text: string): Promise<DevToolsReading> {
  const { Processor, Helpers } = await loadEngine();
  const { traceEvents } = JSON.parse(text) as { readonly traceEvents: readonly RawEntry[] };
  const processor = Processor.TraceProcessor.createWithAllHandlers();
  await processor.parse(traceEvents, {});
  const { data } = processor;
  if (data === null) throw new Error("expected the engine to read the file; found no data");
  const { processNames, threadsInProcess } = data.Meta;
  return {
    processes: new Map(Array.from(processNames, ([pid, { args }]) => [pid, args.name])),
    threads: [...threadsInProcess].flatMap(([pid, threads]) =>
      Array.from(threads.values(), ({ args }) => `${pid}/${args.name}`),
    ),
    slices: Helpers.Trace.createMatchedSortedSyntheticEvents(
      traceEvents.filter(({ ph }) => ph === "b" || ph === "e"),
    ),
    flows: data.Flows.flows,
  };
}

/** It wants a browser's rectangle, and a window to find it in. */
async function loadEngine(): Promise<Engine> {
  const globals = globalThis as unknown as Record<string, unknown>;
  globals["window"] ??= globalThis;
  globals["DOMRect"] ??= Object;
  return (await import("@paulirish/trace_engine")) as unknown as Engine;
}
