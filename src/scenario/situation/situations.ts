/**
 * Every situation that can be seen in a trace, in the order of docs/properties.md.
 */
import { agentCrashBetweenSignalAndReport } from "./agent-crash-between-signal-and-report.ts";
import { cancelAndExitWithEqualTimeStamp } from "./cancel-and-exit-with-equal-time-stamp.ts";
import { cancelBeforeDeliver } from "./cancel-before-deliver.ts";
import { cancelBetweenDeliverAndStart } from "./cancel-between-deliver-and-start.ts";
import { cancelCrossingTheReportOnTheWire } from "./cancel-crossing-the-report-on-the-wire.ts";
import { cancelDuringSpawn } from "./cancel-during-spawn.ts";
import { cancelLost } from "./cancel-lost.ts";
import { cancelToAnOfflineNode } from "./cancel-to-an-offline-node.ts";
import { cancelWon } from "./cancel-won.ts";
import { childEscapesBySetsid } from "./child-escapes-by-setsid.ts";
import { controllerRestartBetweenCancelAcceptAndCancelSend } from "./controller-restart-between-cancel-accept-and-cancel-send.ts";
import { duplicateRunAfterTombstone } from "./duplicate-run-after-tombstone.ts";
import { executionTimeoutEqualToCancelTime } from "./execution-timeout-equal-to-cancel-time.ts";
import { exitBeforeCancelReceived } from "./exit-before-cancel-received.ts";
import { maxConcurrencySlotFreedByCancel } from "./max-concurrency-slot-freed-by-cancel.ts";
import { nodeStoppingWhileCancelling } from "./node-stopping-while-cancelling.ts";
import { outputLimitReachedInGrace } from "./output-limit-reached-in-grace.ts";
import { partialNodeList } from "./partial-node-list.ts";
import { secondCancelInGrace } from "./second-cancel-in-grace.ts";
import { sigtermIgnoredThenSigkill } from "./sigterm-ignored-then-sigkill.ts";
import type { Situation } from "./situation.ts";

export const SITUATIONS: readonly Situation[] = [
  exitBeforeCancelReceived,
  cancelBeforeDeliver,
  cancelBetweenDeliverAndStart,
  cancelDuringSpawn,
  cancelAndExitWithEqualTimeStamp,
  cancelCrossingTheReportOnTheWire,
  secondCancelInGrace,
  sigtermIgnoredThenSigkill,
  childEscapesBySetsid,
  agentCrashBetweenSignalAndReport,
  controllerRestartBetweenCancelAcceptAndCancelSend,
  nodeStoppingWhileCancelling,
  duplicateRunAfterTombstone,
  cancelToAnOfflineNode,
  partialNodeList,
  maxConcurrencySlotFreedByCancel,
  executionTimeoutEqualToCancelTime,
  outputLimitReachedInGrace,
  cancelWon,
  cancelLost,
];
