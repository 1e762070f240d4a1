/**
 * GetDocument: content is always JSON, whatever format was asked for, and says so.
 */
import { findDocument } from "../../controller/check-document.ts";
import { documentText } from "../../controller/document-text.ts";
import type { StepContext } from "../../controller/step-context.ts";
import { apiError } from "../../ssm/error.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { bareDocumentName } from "../document-name.ts";
import { answer, refuse } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";
import { epochSeconds } from "../render-time.ts";

export function answerGetDocument(
  { controller }: StepContext,
  input: InputOf<"GetDocument">,
): Outcome {
  // Versions of the built-in documents have no names.
  if (input.VersionName !== undefined) return refuse(apiError("InvalidDocumentVersion"));
  const document = findDocument(bareDocumentName(input.Name), input.DocumentVersion ?? "");
  if ("code" in document) return refuse(document);
  return answer({
    Name: document.name,
    CreatedDate: epochSeconds(controller.options.epochMs),
    DocumentVersion: document.documentVersion,
    Status: "Active",
    Content: documentText(document),
    DocumentType: document.documentType,
    DocumentFormat: "JSON",
  });
}
