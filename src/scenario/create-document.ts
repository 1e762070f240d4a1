/**
 * The call that creates a document of a scenario.
 */
import type { ApiRequest, ApiResponse } from "../api/handle-call.ts";
import { TARGET_PREFIX } from "../ssm/operation.ts";
import { failureOf } from "./run/call-failure.ts";
import type { ScenarioDocument } from "./scenario.ts";

export function createDocumentCall(document: ScenarioDocument): ApiRequest {
  return { target: `${TARGET_PREFIX}CreateDocument`, body: JSON.stringify(document) };
}

/** One line that says why a document is not there; undefined when it is. */
export function documentRefusal(
  { Name }: ScenarioDocument,
  response: ApiResponse,
): string | undefined {
  const failure = failureOf(response);
  return failure && `document ${Name} was not created: ${failure.code}: ${failure.says}`;
}
