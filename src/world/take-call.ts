/**
 * A client's API call at the controller's door: what faults make of it, and what goes back.
 */
import { operationOf, receivedFact } from "../api/handle-call.ts";
import type { ApiRequest, ApiResponse, Mishap } from "../api/handle-call.ts";
import type { CallFate, FaultSeams } from "../faults/seams.ts";
import type { Service } from "./service.ts";

/** Why no answer comes: nobody listens, or the connection ends; then it may have had its effect. */
export type NoAnswer = "connection refused" | "connection lost";

export interface TakenCall {
  readonly end: ApiResponse | NoAnswer;
  /** How much later than now it leaves. */
  readonly delayMs: number;
}

export function takeCall(service: Service, seams: FaultSeams, request: ApiRequest): TakenCall {
  if (!service.isAlive) return { end: "connection refused", delayMs: 0 };
  if (!seams.watch("call")) return { end: answerOf(service, request), delayMs: 0 };
  const operation = operationOf(request.target);
  // Said first: a fault that is for this very event acts on this very call.
  service.write(receivedFact(operation, request.id));
  const { verdict, delayMs } = seams.call({ operation });
  const end = answerOf(service, { ...request, isTraced: true, mishap: mishapOf(verdict) });
  // A controller that has died over the call takes no time for an answer.
  if (end === "connection lost") return { end, delayMs: 0 };
  return { end: verdict.type === "lose" ? "connection lost" : end, delayMs };
}

function answerOf(service: Service, request: ApiRequest): ApiResponse | "connection lost" {
  let answered: ApiResponse | undefined;
  service.call(request, (response) => {
    answered = response;
  });
  return answered ?? "connection lost";
}

/** What a fault's verdict means for the operation. */
export function mishapOf(verdict: CallFate["verdict"]): Mishap | undefined {
  if (verdict.type === "refuse") return { hasEffect: false, error: verdict.error };
  if (verdict.type === "spoil") return { hasEffect: true, error: verdict.error };
  return undefined;
}
