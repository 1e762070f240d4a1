/** DescribeDocument. */
import { findDocument } from "../../controller/find-document.ts";
import type { StepContext } from "../../controller/step-context.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { bareDocumentName } from "../document-name.ts";
import { answer, refuse } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";
import { renderDescription } from "../render-document.ts";

export function answerDescribeDocument(
  { controller }: StepContext,
  input: InputOf<"DescribeDocument">,
): Outcome {
  const document = findDocument(controller, bareDocumentName(input.Name), {
    version: input.DocumentVersion,
    versionName: input.VersionName,
  });
  if ("code" in document) return refuse(document);
  return answer({ Document: renderDescription(document, controller.options.epochMs) });
}
