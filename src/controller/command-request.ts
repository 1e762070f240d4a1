/**
 * What a client asked for with SendCommand: never changed once accepted, shared by every copy.
 */

import { BUILT_IN_DOCUMENTS } from "../ssm/document.ts";
import type { DocumentContent } from "../ssm/document.ts";

export interface CommandRequest {
  readonly documentName: string;
  /**
   * Content of a document that a client created, as it was when the command was accepted; undefined
   * for a document of AWS's.
   */
  readonly content: DocumentContent | undefined;
  /** As the call gave it; "" when it gave none. */
  readonly documentVersion: string;
  readonly comment: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** As the call gave them; empty when it gave targets. */
  readonly instanceIds: readonly string[];
  readonly targets: readonly Target[];
  readonly timeoutSeconds: number;
  readonly executionTimeoutSeconds: number;
  readonly outputS3Region: string;
  readonly outputS3BucketName: string;
  readonly outputS3KeyPrefix: string;
  readonly maxConcurrency: string;
  readonly maxErrors: string;
  readonly serviceRole: string;
  readonly notificationConfig: NotificationConfig;
  readonly cloudWatchOutputConfig: CloudWatchOutputConfig;
  readonly alarmConfiguration: AlarmConfiguration;
}

/** What the content of the command's document is. */
export function contentOf({ documentName, content }: CommandRequest): DocumentContent | undefined {
  return content ?? BUILT_IN_DOCUMENTS.get(documentName)?.content;
}

export interface Target {
  readonly Key: string;
  readonly Values: readonly string[];
}

/** Kept in AWS's own spelling: these are only echoed. */
export interface NotificationConfig {
  readonly NotificationArn: string;
  readonly NotificationEvents: readonly string[];
  readonly NotificationType: string;
}

export interface CloudWatchOutputConfig {
  readonly CloudWatchLogGroupName: string;
  readonly CloudWatchOutputEnabled: boolean;
}

export interface AlarmConfiguration {
  readonly IgnorePollAlarmFailure: boolean;
  readonly Alarms: readonly { readonly Name: string }[];
}
