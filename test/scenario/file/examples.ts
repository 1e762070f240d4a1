/**
 * The example files beside this one: valid ones, and broken ones of three kinds.
 *
 * `form`: the form is broken, which the JSON Schema sees too. `across`: something does not fit
 * together in the file, which no JSON Schema can say. `text`: it can't be read at all. The first line
 * of a broken file is a comment: the one line that it gets, without the file's name.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

export const VALID = files("valid").filter(({ name }) => /\.(yaml|json)$/.test(name));

export const BROKEN_FORM = broken("form");
export const BROKEN_ACROSS = broken("across");
export const BROKEN = [...BROKEN_FORM, ...BROKEN_ACROSS, ...broken("text")];

function broken(kind: string) {
  return files(`broken/${kind}`).map(({ name, text }) => {
    const [, expected = ""] = /^# (.*)\n/.exec(text) ?? [];
    return { name, text, expected };
  });
}

function files(folder: string) {
  return readdirSync(here + folder)
    .sort()
    .map((name) => ({ name, text: readFileSync(`${here}${folder}/${name}`, "utf8") }));
}
