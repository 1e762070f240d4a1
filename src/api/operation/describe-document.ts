/** DescribeDocument. */
import { findDocument } from "../../controller/check-document.ts";
import { documentHash } from "../../controller/document-text.ts";
import type { StepContext } from "../../controller/step-context.ts";
import type { BuiltInDocument } from "../../ssm/document.ts";
import { apiError } from "../../ssm/error.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { bareDocumentName } from "../document-name.ts";
import { answer, refuse } from "../operation-handler.ts";
import type { Outcome, Output } from "../operation-handler.ts";
import { epochSeconds } from "../render-time.ts";

export function answerDescribeDocument(
  { controller }: StepContext,
  input: InputOf<"DescribeDocument">,
): Outcome {
  // Versions of the built-in documents have no names.
  if (input.VersionName !== undefined) return refuse(apiError("InvalidDocumentVersion"));
  const document = findDocument(bareDocumentName(input.Name), input.DocumentVersion ?? "");
  if ("code" in document) return refuse(document);
  return answer({
    Document: {
      Hash: documentHash(document),
      HashType: "Sha256",
      Name: document.name,
      Owner: document.owner,
      CreatedDate: epochSeconds(controller.options.epochMs),
      Status: "Active",
      DocumentVersion: document.documentVersion,
      Description: document.content.description,
      Parameters: renderParameters(document),
      PlatformTypes: document.platformTypes,
      DocumentType: document.documentType,
      SchemaVersion: document.content.schemaVersion,
      LatestVersion: document.documentVersion,
      DefaultVersion: document.documentVersion,
      DocumentFormat: "JSON",
      Tags: [],
    },
  });
}

function renderParameters({ content }: BuiltInDocument): readonly Output[] {
  return Object.entries(content.parameters).map(([name, parameter]) => ({
    Name: name,
    Type: parameter.type,
    Description: parameter.description,
    ...(parameter.default === undefined ? {} : { DefaultValue: parameter.default }),
  }));
}
