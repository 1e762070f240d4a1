/**
 * The rooms of src and who may import whom, as data; every import of every file is read.
 */
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

interface Room {
  /** The rooms it may import besides itself. */
  readonly rooms: readonly string[];
  /** The packages it may import. */
  readonly packages: readonly string[];
}

const CORE = [
  "ssm",
  "kernel",
  "wire",
  "machines",
  "process",
  "agent",
  "controller",
  "api",
  "faults",
  "world",
];

const ROOMS: Readonly<Record<string, Room>> = {
  ssm: { rooms: [], packages: [] },
  kernel: { rooms: [], packages: ["xstate"] },
  wire: { rooms: ["ssm"], packages: ["node:crypto", "node:buffer"] },
  machines: { rooms: [], packages: ["xstate"] },
  process: { rooms: ["machines", "kernel", "ssm"], packages: [] },
  agent: { rooms: ["process", "machines", "wire", "kernel", "ssm"], packages: [] },
  controller: { rooms: ["machines", "wire", "kernel", "ssm"], packages: [] },
  api: { rooms: ["controller", "ssm", "kernel"], packages: ["yaml"] },
  faults: { rooms: ["process", "wire", "kernel", "ssm"], packages: ["zod"] },
  world: { rooms: CORE, packages: [] },
  scenario: { rooms: CORE, packages: ["yaml", "zod"] },
  report: { rooms: ["scenario", "kernel", "ssm", "view"], packages: ["zod"] },
  view: { rooms: ["kernel", "ssm"], packages: ["preact", "preact/hooks"] },
  fleet: { rooms: [...CORE, "scenario"], packages: [] },
  testing: { rooms: ["fleet"], packages: ["vitest"] },
  io: {
    rooms: [...CORE, "scenario"],
    packages: ["ws", "execa", "pino", "zod", "node-forge", "node:*"],
  },
  cli: {
    rooms: [...CORE, "scenario", "report", "io"],
    packages: ["cli-progress", "commander", "pino", "xstate", "zod", "node:*"],
  },
};

const src = fileURLToPath(new URL("../src/", import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
  .sort();

interface Import {
  readonly file: string;
  readonly target: string;
  /** It leaves nothing behind when types are taken away. */
  readonly isOfTypes: boolean;
}

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join(src, file), "utf8");
  const matches = [
    ...text.matchAll(/^(?:import|export)\s[^;"]*?from "([^"]+)"/gm),
    ...text.matchAll(/\bimport\("([^"]+)"\)/g),
  ];
  return matches.map(([code, target]) => ({
    ...{ file, target: target! },
    isOfTypes: /^(?:import|export) type\s/.test(code),
  }));
});

function roomOf(file: string): string {
  return file.split("/")[0]!;
}

describe("the rooms of src", () => {
  test("there is no room that the table does not know", () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !(room in ROOMS))).toEqual([]);
  });

  test("a file imports only the rooms that its own may import", () => {
    const strangers = imports.filter(({ file, target }) => {
      if (!target.startsWith(".")) return false;
      const other = roomOf(normalize(join(dirname(file), target)));
      return other !== roomOf(file) && !ROOMS[roomOf(file)]!.rooms.includes(other);
    });
    expect(strangers).toEqual([]);
  });

  test("the view is a room of the browser: nothing but types, and how times are written, passes its door", () => {
    const passing = imports.filter(({ file, target, isOfTypes }) => {
      if (!target.startsWith(".") || isOfTypes) return false;
      const path = normalize(join(dirname(file), target));
      const other = roomOf(path);
      if (roomOf(file) === "view" && path === "kernel/time-text.ts") return false;
      return other !== roomOf(file) && [other, roomOf(file)].includes("view");
    });
    expect(passing).toEqual([]);
  });

  test("a file imports only the packages that its room may import", () => {
    const strangers = imports.filter(({ file, target }) => {
      if (target.startsWith(".")) return false;
      const allowed = ROOMS[roomOf(file)]!.packages;
      const known = target.startsWith("node:") && allowed.includes("node:*");
      return !known && !allowed.includes(target);
    });
    expect(strangers).toEqual([]);
  });

  test("no file of src imports in a circle", () => {
    const graph = new Map<string, string[]>();
    for (const { file, target } of imports) {
      if (!target.startsWith(".")) continue;
      const list = graph.get(file) ?? [];
      list.push(normalize(join(dirname(file), target)));
      graph.set(file, list);
    }
    expect(findCycle(graph)).toEqual([]);
  });
});

/** The files of one import cycle, or nothing. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle.length > 0) return cycle;
    }
    path.pop();
    done.add(file);
    return [];
  };
  for (const file of graph.keys()) {
    const cycle = visit(file);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
