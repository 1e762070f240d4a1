/**
 * Every property that can be judged from a trace, in the order of docs/properties.md.
 */
import { agentsComeBack } from "./agents-come-back.ts";
import { allOrNothingValidation } from "./all-or-nothing-validation.ts";
import { atMostOneStart } from "./at-most-one-start.ts";
import { cancelAfterTerminalIsANoOp } from "./cancel-after-terminal-is-a-no-op.ts";
import { cancelBeforeDelivery } from "./cancel-before-delivery.ts";
import { cancelIsIdempotent } from "./cancel-is-idempotent.ts";
import { cancelIsIdempotentAtAgent } from "./cancel-is-idempotent-at-agent.ts";
import { cancelledIsHonest } from "./cancelled-is-honest.ts";
import { cancelsGetAVerdict } from "./cancels-get-a-verdict.ts";
import { commandsEnd } from "./commands-end.ts";
import { concurrencyAndErrorLimitsAtAgent } from "./concurrency-and-error-limits-at-agent.ts";
import { concurrencyAndErrorLimitsAtController } from "./concurrency-and-error-limits-at-controller.ts";
import { countsAddUp } from "./counts-add-up.ts";
import { durableIntentAtAgent } from "./durable-intent-at-agent.ts";
import { durableIntentAtController } from "./durable-intent-at-controller.ts";
import { escapeIsSaid } from "./escape-is-said.ts";
import { expectedReason } from "./expected-reason.ts";
import { freedSlotsAreUsed } from "./freed-slots-are-used.ts";
import { incarnationFence } from "./incarnation-fence.ts";
import { isolation } from "./isolation.ts";
import { ladder } from "./ladder.ts";
import { lateReply } from "./late-reply.ts";
import { legalMovesOnly } from "./legal-moves-only.ts";
import { lostNodesEnd } from "./lost-nodes-end.ts";
import { noSignalAfterDeath } from "./no-signal-after-death.ts";
import { nodeStateGate } from "./node-state-gate.ts";
import { nothingLeaks } from "./nothing-leaks.ts";
import { nothingLeaksAtAgent } from "./nothing-leaks-at-agent.ts";
import { offlineCancelComesFirst } from "./offline-cancel-comes-first.ts";
import { orderRule } from "./order-rule.ts";
import { outputBecomesReadable } from "./output-becomes-readable.ts";
import { outputNotLostNotInvented } from "./output-not-lost-not-invented.ts";
import { powerOffKills } from "./power-off-kills.ts";
import { redeliveryIsBounded } from "./redelivery-is-bounded.ts";
import { replyIdempotence } from "./reply-idempotence.ts";
import { rollUpIsAFunction } from "./roll-up-is-a-function.ts";
import { successIsEarned } from "./success-is-earned.ts";
import { targeting } from "./targeting.ts";
import { terminalIsFinal } from "./terminal-is-final.ts";
import { timeSanity } from "./time-sanity.ts";
import { tombstone } from "./tombstone.ts";
import { viewsAgree } from "./views-agree.ts";
import { whereItMayRun } from "./where-it-may-run.ts";
import { wholeTree } from "./whole-tree.ts";
import type { Comparison, Property } from "./monitor.ts";

export const PROPERTIES: readonly Property[] = [
  terminalIsFinal,
  legalMovesOnly,
  cancelledIsHonest,
  escapeIsSaid,
  tombstone,
  cancelBeforeDelivery,
  atMostOneStart,
  successIsEarned,
  orderRule,
  noSignalAfterDeath,
  ladder,
  wholeTree,
  cancelIsIdempotentAtAgent,
  cancelAfterTerminalIsANoOp,
  targeting,
  allOrNothingValidation,
  nodeStateGate,
  replyIdempotence,
  lateReply,
  incarnationFence,
  countsAddUp,
  rollUpIsAFunction,
  concurrencyAndErrorLimitsAtController,
  concurrencyAndErrorLimitsAtAgent,
  outputNotLostNotInvented,
  timeSanity,
  whereItMayRun,
  powerOffKills,
  durableIntentAtController,
  durableIntentAtAgent,
  viewsAgree,
  nothingLeaksAtAgent,
  nothingLeaks,
  isolation,
  expectedReason,
  commandsEnd,
  cancelsGetAVerdict,
  lostNodesEnd,
  agentsComeBack,
  redeliveryIsBounded,
  freedSlotsAreUsed,
  outputBecomesReadable,
  offlineCancelComesFirst,
];

/** The properties for which two runs have to be played. */
export const COMPARISONS: readonly Comparison[] = [cancelIsIdempotent];
