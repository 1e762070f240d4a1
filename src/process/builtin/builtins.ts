/** The table of the commands that a shell carries out itself. */
import type { Builtin } from "./builtin.ts";
import { exit, exportNames, fail, succeed, wait } from "./control.ts";
import { echo } from "./echo.ts";
import { kill } from "./kill.ts";
import { printf } from "./printf.ts";
import { test } from "./test.ts";
import { trap } from "./trap.ts";

/** By name; `exec` is not here, because its redirections outlive it. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [":", succeed],
  ["true", succeed],
  ["false", fail],
  ["echo", echo],
  ["exit", exit],
  ["export", exportNames],
  ["kill", kill],
  ["printf", printf],
  ["test", test],
  ["[", test],
  ["trap", trap],
  ["wait", wait],
]);

/** Builtins whose prefix assignments stay (POSIX: special built-in utilities). */
export const SPECIAL_BUILTINS: ReadonlySet<string> = new Set([
  ":",
  "exec",
  "exit",
  "export",
  "trap",
]);
