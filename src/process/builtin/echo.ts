/** `echo` as dash has it: `-n` as the first word only; backslash escapes are always carried out. */
import type { Builtin } from "./builtin.ts";
import { unescapeBytes } from "./escape.ts";

export const echo: Builtin = ({ moment, process, words, stdout }) => {
  const bare = words[1] === "-n";
  const { bytes, stops } = unescapeBytes(words.slice(bare ? 2 : 1).join(" "), "0");
  moment.write(process, stdout, bare || stops ? bytes : `${bytes}\n`);
  return 0;
};
