/**
 * GetDocument: the content as it was brought in, or in the other format when that is asked for.
 *
 * Source: API reference, GetDocument, DocumentFormat (JSON is the default); TEXT is taken as JSON,
 * which is our choice.
 */
import { findDocument } from "../../controller/find-document.ts";
import type { StepContext } from "../../controller/step-context.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { bareDocumentName } from "../document-name.ts";
import { renderText } from "../document-text.ts";
import { answer, refuse } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";
import { renderNames, renderRequires } from "../render-document.ts";
import { epochSeconds } from "../render-time.ts";

export function answerGetDocument(
  { controller }: StepContext,
  input: InputOf<"GetDocument">,
): Outcome {
  const document = findDocument(controller, bareDocumentName(input.Name), {
    version: input.DocumentVersion,
    versionName: input.VersionName,
  });
  if ("code" in document) return refuse(document);
  const { version } = document;
  const format = input.DocumentFormat === "YAML" ? "YAML" : "JSON";
  return answer({
    Name: document.name,
    CreatedDate: epochSeconds(controller.options.epochMs + version.createdMs),
    ...renderNames(document),
    DocumentVersion: String(version.number),
    Status: "Active",
    Content: version.format === format ? version.text : renderText(version.content, format),
    DocumentType: "Command",
    DocumentFormat: format,
    ...renderRequires(document),
  });
}
