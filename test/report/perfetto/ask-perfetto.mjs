/**
 * A process of its own: has Perfetto's engine read trace files, and prints what it made of each.
 *
 * `node ask-perfetto.mjs FOLDER FILE...`; the engine is a worker's script, so this plays the worker.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runInThisContext } from "node:vm";

/** All of them as they are when the UI opens a file. */
const OPTIONS = {
  ...{ cropTrackEvents: false, ingestFtraceInRawTable: false, forceFullSort: false },
  ...{ analyzeTraceProtoContent: false, ftraceDropUntilAllCpusValid: false },
  extraParsingDescriptors: [],
};
/** The module by which the script tries whether memory may have 64 bits. */
const PROBE_BYTES = 23;
const WRONG = "select name as it from stats where severity in ('error', 'data_loss') and value > 0";

const [folder = "", ...files] = process.argv.slice(2);
console.log = console.warn = () => {};
const engine = await startEngine();
const readings = [];
for (const file of files) readings.push(await read(file));
process.stdout.write(JSON.stringify(readings), () => process.exit(0));

async function read(file) {
  await engine.resetTraceProcessor(OPTIONS);
  await engine.parse(new Uint8Array(readFileSync(file)));
  await engine.notifyEof();
  const [slices] = await column("select count(*) as it from slice");
  const [flows] = await column("select count(*) as it from flow");
  const processes = await column("select name as it from process where name is not null");
  return { slices: Number(slices), flows: Number(flows), processes, errors: await column(WRONG) };
}

async function column(sql) {
  const found = [];
  const rows = (await engine.query(sql)).iter({});
  for (; rows.valid(); rows.next()) found.push(String(rows.get("it")));
  return found;
}

async function startEngine() {
  const { port1, port2 } = new MessageChannel();
  playWorker();
  const { EngineBase } = await import(pathToFileURL(join(folder, "engine.mjs")).href);
  class PortEngine extends EngineBase {
    id = "test";
    mode = "WASM";
    rpcSendRequestBytes(bytes) {
      port2.postMessage(bytes);
    }
  }
  const started = new PortEngine();
  port2.onmessage = ({ data }) => started.onRpcResponseBytes(data);
  // Its module is ready a moment after it was compiled.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  globalThis.onmessage({ data: port1 });
  return started;
}

/** What the script expects around it; its 64-bit build is not there, so that looks unsupported. */
function playWorker() {
  const wasm = readFileSync(join(folder, "trace_processor.wasm"));
  const RealModule = WebAssembly.Module;
  Object.assign(globalThis, {
    self: globalThis,
    WorkerGlobalScope: class {},
    importScripts: () => {},
    location: { href: "file:///engine.js" },
    XMLHttpRequest: class {
      status = 200;
      response = wasm;
      open() {}
      send() {}
    },
  });
  WebAssembly.Module = class extends RealModule {
    constructor(bytes) {
      if (bytes.byteLength === PROBE_BYTES) throw new Error("no 64-bit memory here");
      super(bytes);
    }
  };
  runInThisContext(readFileSync(join(folder, "engine_bundle.node.js"), "utf8"));
}
