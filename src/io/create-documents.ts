/**
 * Creates the documents of a scenario on a live service, in the same process and past all faults.
 */
import type { ApiResponse } from "../api/handle-call.ts";
import { createDocumentCall, documentRefusal } from "../scenario/create-document.ts";
import type { ScenarioDocument } from "../scenario/scenario.ts";
import type { LiveCore } from "./server/live-core.ts";

/** Answers a line for each that was refused, when the others are durable. */
export async function createDocuments(
  core: LiveCore,
  documents: readonly ScenarioDocument[],
): Promise<readonly string[]> {
  const refusals: string[] = [];
  for (const document of documents) {
    const refusal = documentRefusal(document, await create(core, document));
    if (refusal !== undefined) refusals.push(refusal);
  }
  return refusals;
}

function create(core: LiveCore, document: ScenarioDocument): Promise<ApiResponse> {
  return new Promise((resolve, reject) => {
    const lost = () => reject(new Error("the controller has died before it created a document"));
    core.call(createDocumentCall(document), resolve, lost);
  });
}
