/**
 * An invocation as ListCommandInvocations and GetCommandInvocation show it.
 *
 * Source: recorded answers, member by member; nothing is uploaded, so every URL is "".
 */
import type { Command } from "../controller/command.ts";
import { detailsOf, statusOf } from "../controller/invocation-state.ts";
import type { Invocation } from "../controller/invocation.ts";
import type { CommandInvocation } from "../controller/list-commands.ts";
import { outputText } from "../controller/output-text.ts";
import { pluginsOf } from "../controller/plugin.ts";
import type { Plugin } from "../controller/plugin.ts";
import {
  PLUGIN_OUTPUT_MAX,
  RESPONSE_CODE_NONE,
  STANDARD_ERROR_CONTENT_MAX,
  STANDARD_OUTPUT_CONTENT_MAX,
} from "../ssm/limit.ts";
import { PLUGIN_STATUS_DETAILS } from "../ssm/status.ts";
import type { Output } from "./operation-handler.ts";
import { epochSeconds, isoDuration, isoTime } from "./render-time.ts";

/** An entry of ListCommandInvocations; without `details` CommandPlugins is empty. */
export function renderInvocation(
  { command, invocation }: CommandInvocation,
  { epochMs, details }: { readonly epochMs: number; readonly details: boolean },
): Output {
  const { request } = command;
  const plugins = details ? pluginsOf(command, invocation) : [];
  return {
    CommandId: command.id,
    InstanceId: invocation.nodeId,
    InstanceName: "",
    Comment: request.comment,
    DocumentName: request.documentName,
    DocumentVersion: request.documentVersion,
    RequestedDateTime: epochSeconds(epochMs + command.requestedMs),
    Status: statusOf(invocation.state),
    StatusDetails: detailsOf(invocation.state),
    ...(invocation.traceOutput === ""
      ? {}
      : { TraceOutput: outputText(invocation.traceOutput, PLUGIN_OUTPUT_MAX) }),
    StandardOutputUrl: "",
    StandardErrorUrl: "",
    CommandPlugins: plugins.map((plugin) => renderPlugin(plugin, command, epochMs)),
    ServiceRole: request.serviceRole,
    NotificationConfig: request.notificationConfig,
    CloudWatchOutputConfig: request.cloudWatchOutputConfig,
  };
}

function renderPlugin(plugin: Plugin, command: Command, epochMs: number): Output {
  const { name, details, startMs, result } = plugin;
  const { request } = command;
  return {
    Name: name,
    Status: PLUGIN_STATUS_DETAILS[details].status,
    StatusDetails: details,
    ResponseCode: result?.code ?? RESPONSE_CODE_NONE,
    ...renderTime("ResponseStartDateTime", startMs, epochMs),
    ...renderTime("ResponseFinishDateTime", result?.endMs, epochMs),
    Output: outputText(result?.output ?? "", PLUGIN_OUTPUT_MAX),
    StandardOutputUrl: "",
    StandardErrorUrl: "",
    OutputS3Region: request.outputS3Region,
    OutputS3BucketName: request.outputS3BucketName,
    OutputS3KeyPrefix: request.outputS3KeyPrefix,
  };
}

/** A timestamp member is left out when there is nothing to say. */
function renderTime(member: string, ms: number | undefined, epochMs: number): Output {
  if (ms === undefined || epochMs + ms < 0) return {};
  return { [member]: epochSeconds(epochMs + ms) };
}

/** The answer of GetCommandInvocation for one plugin; output is "" until the step has ended. */
export function renderExecution(
  command: Command,
  invocation: Invocation,
  plugin: Plugin,
  epochMs: number,
): Output {
  const { request } = command;
  const { startMs, result } = plugin;
  const started = isoTime(startMs === undefined ? undefined : epochMs + startMs);
  const ended = isoTime(result === undefined ? undefined : epochMs + result.endMs);
  const elapsedMs = result === undefined ? 0 : Math.max(0, result.endMs - result.startMs);
  return {
    CommandId: command.id,
    InstanceId: invocation.nodeId,
    Comment: request.comment,
    DocumentName: request.documentName,
    DocumentVersion: request.documentVersion,
    PluginName: plugin.name,
    ResponseCode: result?.code ?? RESPONSE_CODE_NONE,
    ExecutionStartDateTime: started,
    ExecutionElapsedTime: started === "" || ended === "" ? "" : isoDuration(elapsedMs),
    ExecutionEndDateTime: ended,
    Status: statusOf(invocation.state),
    StatusDetails: detailsOf(invocation.state),
    StandardOutputContent: outputText(result?.standardOutput ?? "", STANDARD_OUTPUT_CONTENT_MAX),
    StandardOutputUrl: "",
    StandardErrorContent: outputText(result?.standardError ?? "", STANDARD_ERROR_CONTENT_MAX),
    StandardErrorUrl: "",
    CloudWatchOutputConfig: request.cloudWatchOutputConfig,
  };
}
