/**
 * What faults make of calls of the API, before and after an operation sees them.
 */
import type { ServerResponse } from "node:http";
import { operationOf, receivedFact } from "../../api/handle-call.ts";
import type { ApiRequest, ApiResponse } from "../../api/handle-call.ts";
import { mishapOf } from "../../world/take-call.ts";
import { answerApi } from "../server/answer.ts";
import { resetStream } from "../server/reset-stream.ts";
import { GATE_OWNER } from "./gate-parts.ts";
import type { GateParts } from "./gate-parts.ts";
import type { RequestGate } from "./request-gate.ts";

export class CallFaults {
  readonly requests: RequestGate;
  private readonly parts: GateParts;

  constructor(parts: GateParts, requests: RequestGate) {
    this.parts = parts;
    this.requests = requests;
  }

  /** Whether any fault may have to do with agents' calls. */
  get isWatching(): boolean {
    return this.requests.isWatching;
  }

  /** Whether one may act on clients' calls, now or later. */
  get watchesCalls(): boolean {
    return this.parts.seams().watch("call");
  }

  /** A client's call: refused, spoilt, lost or late, or as ever. */
  clientCall(call: ApiRequest, response: ServerResponse): void {
    const core = this.parts.core();
    core.within(() => {
      const operation = operationOf(call.target);
      // Said first: a fault that is for this very event acts on this very call.
      core.write("controller", receivedFact(operation, call.id));
      const { verdict, delayMs } = this.parts.seams().call({ operation });
      const lose = (): void => resetStream(response.req.socket);
      const answer = (answered: ApiResponse): void => {
        if (verdict.type === "lose") this.after(delayMs, lose);
        else this.after(delayMs, () => answerApi(response, answered));
      };
      core.call({ ...call, isTraced: true, mishap: mishapOf(verdict) }, answer, lose);
    });
  }

  private after(delayMs: number, then: () => void): void {
    if (delayMs <= 0) then();
    else this.parts.core().kernel.post(delayMs, GATE_OWNER, 0, then);
  }
}
