/** ListTagsForResource, AddTagsToResource and RemoveTagsFromResource, for `mi-` nodes. */
import type { StepContext } from "../../controller/step-context.ts";
import { addTags, findTagged, removeTags } from "../../controller/tags.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { answer, done, refuse } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";

export function answerListTagsForResource(
  { controller }: StepContext,
  { ResourceType: type, ResourceId: id }: InputOf<"ListTagsForResource">,
): Outcome {
  const node = findTagged(controller, { type, id });
  if ("code" in node) return refuse(node);
  const list = Object.entries(node.tags).map(([Key, Value]) => ({ Key, Value }));
  return answer({ TagList: list });
}

export function answerAddTagsToResource(
  context: StepContext,
  { ResourceType: type, ResourceId: id, Tags }: InputOf<"AddTagsToResource">,
): Outcome {
  const tags = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
  return done(addTags(context, { type, id }, tags));
}

export function answerRemoveTagsFromResource(
  context: StepContext,
  { ResourceType: type, ResourceId: id, TagKeys }: InputOf<"RemoveTagsFromResource">,
): Outcome {
  return done(removeTags(context, { type, id }, TagKeys));
}
