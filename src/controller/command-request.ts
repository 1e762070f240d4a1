/**
 * What a client asked for with SendCommand: never changed once accepted, shared by every copy.
 */

export interface CommandRequest {
  readonly documentName: string;
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
