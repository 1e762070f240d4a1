/**
 * The names of a file: of nodes and groups, and of commands.
 */
import { z } from "zod";
import { text } from "./form.ts";

const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_.-]*$/;
export const NAME_LENGTH_MAX = 100;
/** Names in one list. */
const LIST_MAX = 10_000;

/** A new name of a node or a group. */
export const nodeNameForm = text("a name: a letter, then letters, digits and _ . -", {
  min: 1,
  max: NAME_LENGTH_MAX,
  pattern: NAME_PATTERN,
});

/** A new name of a command. */
export const commandNameForm = nodeNameForm;

/** A name of a node that is in the file. */
export const nodeForm = text("the name of a node", { min: 1, max: NAME_LENGTH_MAX });

/** The name of a command that is in the file. */
export const commandForm = text("the name of a command", { min: 1, max: NAME_LENGTH_MAX });

const NODES = 'the name of a node or a group, a list of them, or "*"';
const nodeOrGroup = text("the name of a node or a group", { min: 1, max: NAME_LENGTH_MAX });

/** Nodes and groups that are in the file, as a list; `*` is all of them. */
export const nodesForm = z
  .union(
    [
      nodeOrGroup,
      z
        .array(nodeOrGroup)
        .min(1, { error: `expected ${NODES}` })
        .max(LIST_MAX),
    ],
    {
      error: `expected ${NODES}`,
    },
  )
  .transform((names) => (typeof names === "string" ? [names] : names))
  .meta({ id: "nodes", description: NODES });
