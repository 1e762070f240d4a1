/**
 * What a step's process finds in its environment: what the agent adds, and on top of it what the
 * document sets.
 *
 * Source: amazon-ssm-agent 3.3, measured.
 */
import type { DocumentWorker } from "./worker-record.ts";

/** The environment of a worker's present step. */
export function stepEnvironment(worker: DocumentWorker): Readonly<Record<string, string>> {
  const { region, platformName, platformVersion } = worker.options;
  return {
    AWS_SSM_INSTANCE_ID: worker.node,
    AWS_SSM_REGION_NAME: region,
    AWS_SSM_PLATFORM_NAME: platformName,
    AWS_SSM_PLATFORM_VERSION: platformVersion,
    SSM_COMMAND_ID: worker.order.commandId,
    ...worker.stepOrder.environment,
  };
}
