/**
 * `fleet`: nodes in groups, what they have in common, and what their commands behave like.
 */
import { z } from "zod";
import { PROFILES } from "../../agent/profile.ts";
import { behaviourSchema } from "./behaviour-schema.ts";
import { text, whole, word } from "./form.ts";
import { nodeNameForm } from "./names.ts";

export const NODES_MAX = 10_000;
const BEHAVIOURS_MAX = 1_000;

/** The others are on their way to somewhere: no node is born in them. */
export const BIRTH_STATES = ["Pending", "Running", "Stopped", "Terminated"] as const;

const tagsForm = z
  .record(
    text("the key of a tag, of 1..128 characters", { min: 1, max: 128 }),
    text("the value of a tag, a text of at most 256 characters", { min: 0, max: 256 }),
  )
  .describe("tags, as send.targets finds nodes by them");

const common = {
  state: word(BIRTH_STATES).optional().describe("the state that it starts in; default Running"),
  profile: word(PROFILES)
    .optional()
    .describe("how its agent behaves; default: that of options, else amazon-ssm-agent"),
  tags: tagsForm.optional(),
};

export const defaultsForm = z
  .strictObject(common)
  .describe("what every node has that says nothing else; tags add up");

export const nodeGroupForm = z
  .strictObject({
    name: nodeNameForm.describe("its name, also its tag Name; of a group the beginning of names"),
    count: whole(1, NODES_MAX)
      .optional()
      .describe("makes it a group: `a` of 2 are the nodes a1 and a2"),
    id: text("an id: i- or mi- and 17 hex digits", {
      min: 19,
      max: 20,
      pattern: /^m?i-[0-9a-f]{17}$/,
    })
      .optional()
      .describe("of a single node; default: drawn from the seed"),
    ...common,
  })
  .describe("a node, or a group of nodes");

export const fleetForm = z.strictObject({
  defaults: defaultsForm.optional(),
  nodes: z
    .array(nodeGroupForm)
    .min(1, { error: "expected a list of nodes" })
    .max(NODES_MAX, { error: `expected at most ${NODES_MAX} nodes` })
    .describe("the nodes of the fleet, at most 10,000"),
  behaviours: z
    .array(behaviourSchema)
    .max(BEHAVIOURS_MAX)
    .default([])
    .describe("how commands of scripts behave; the first whose `match` is in a command counts"),
});

export type NodeGroupForm = z.output<typeof nodeGroupForm>;
export type DefaultsForm = z.output<typeof defaultsForm>;
