/**
 * CreateDocument, UpdateDocument, UpdateDocumentDefaultVersion and DeleteDocument.
 *
 * The first two answer the status that AWS answers (Creating, Updating); a document can be used at
 * once all the same, and every later answer says Active.
 * Source: the CLI's examples of these operations.
 */
import {
  createDocument,
  deleteDocument,
  updateDefaultVersion,
  updateDocument,
} from "../../controller/change-document.ts";
import type { VersionOrder } from "../../controller/change-document.ts";
import { findDocument } from "../../controller/find-document.ts";
import type { StepContext } from "../../controller/step-context.ts";
import { apiError } from "../../ssm/error.ts";
import type { ApiError } from "../../ssm/error.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { parseText } from "../document-text.ts";
import { answer, done, refuse } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";
import { renderDescription } from "../render-document.ts";

export function answerCreateDocument(
  context: StepContext,
  input: InputOf<"CreateDocument">,
): Outcome {
  const { Name: name, DocumentType: type = "Command", Requires: requires = [] } = input;
  if (type !== "Command") {
    const problem = `Only documents of type Command are simulated; found ${type}`;
    return refuse(apiError("InvalidDocumentContent", problem));
  }
  const order = readOrder(input);
  if ("code" in order) return refuse(order);
  const tags = Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
  const document = createDocument(context, { name, requires, tags }, order);
  if ("code" in document) return refuse(document);
  return describe(context, { name, number: document.latest.number, status: "Creating" });
}

export function answerUpdateDocument(
  context: StepContext,
  input: InputOf<"UpdateDocument">,
): Outcome {
  const { Name: name, DocumentVersion: of = "" } = input;
  const order = readOrder(input);
  if ("code" in order) return refuse(order);
  const document = updateDocument(context, name, { ...order, of });
  if ("code" in document) return refuse(document);
  return describe(context, { name, number: document.latest.number, status: "Updating" });
}

export function answerUpdateDocumentDefaultVersion(
  context: StepContext,
  { Name, DocumentVersion }: InputOf<"UpdateDocumentDefaultVersion">,
): Outcome {
  const version = updateDefaultVersion(context, Name, DocumentVersion);
  if ("code" in version) return refuse(version);
  const { versionName } = version;
  return answer({
    Description: {
      Name,
      DefaultVersion: String(version.number),
      ...(versionName === "" ? {} : { DefaultVersionName: versionName }),
    },
  });
}

export function answerDeleteDocument(
  context: StepContext,
  input: InputOf<"DeleteDocument">,
): Outcome {
  const { Name, DocumentVersion: version, VersionName: versionName } = input;
  return done(deleteDocument(context, Name, { version, versionName }));
}

/** What both operations that bring content in have in common. */
type ContentInput = Pick<
  InputOf<"CreateDocument">,
  "Content" | "DocumentFormat" | "VersionName" | "DisplayName" | "TargetType"
>;

function readOrder(input: ContentInput): VersionOrder | ApiError {
  const { Content: text, DocumentFormat: format = "JSON" } = input;
  if (format === "TEXT") {
    const problem = "Documents of type Command are JSON or YAML; found TEXT";
    return apiError("InvalidDocumentContent", problem);
  }
  return {
    versionName: input.VersionName ?? "",
    displayName: input.DisplayName ?? "",
    targetType: input.TargetType ?? "",
    format,
    text,
    value: parseText(text, format),
  };
}

function describe(
  { controller }: StepContext,
  made: {
    readonly name: string;
    readonly number: number;
    readonly status: "Creating" | "Updating";
  },
): Outcome {
  const found = findDocument(controller, made.name, { version: String(made.number) });
  if ("code" in found) return refuse(found);
  const { epochMs } = controller.options;
  return answer({ DocumentDescription: renderDescription(found, epochMs, made.status) });
}
