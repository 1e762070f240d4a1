/** ListInstanceAssociations: agents ask for their State Manager associations; there are none. */
import { answer } from "../operation-handler.ts";
import type { Outcome } from "../operation-handler.ts";

export function answerListInstanceAssociations(): Outcome {
  return answer({ Associations: [] });
}
