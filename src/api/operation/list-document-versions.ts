/** ListDocumentVersions, the oldest version first; the order is our choice. */
import { findVersions } from "../../controller/find-document.ts";
import { takePage } from "../../controller/page.ts";
import type { StepContext } from "../../controller/step-context.ts";
import type { InputOf } from "../../ssm/operation.ts";
import { bareDocumentName } from "../document-name.ts";
import { answer, refuse } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";
import { nextTokenMember, pageRequest } from "../page-request.ts";
import { renderNames } from "../render-document.ts";
import { epochSeconds } from "../render-time.ts";

export function answerListDocumentVersions(
  { controller }: StepContext,
  input: InputOf<"ListDocumentVersions">,
): Outcome {
  const versions = findVersions(controller, bareDocumentName(input.Name));
  if ("code" in versions) return refuse(versions);
  const entries = versions.map((document) => ({ serial: document.version.number, document }));
  const page = takePage(entries, pageRequest("ListDocumentVersions", input, "oldestFirst"));
  if ("code" in page) return refuse(page);
  const { epochMs } = controller.options;
  return answer({
    DocumentVersions: page.entries.map(({ document }) => ({
      Name: document.name,
      ...renderNames(document),
      DocumentVersion: String(document.version.number),
      CreatedDate: epochSeconds(epochMs + document.version.createdMs),
      IsDefaultVersion: document.version.number === document.defaultNumber,
      DocumentFormat: document.version.format,
      Status: "Active",
    })),
    ...nextTokenMember(page.nextToken),
  });
}
