/**
 * The status codes of an `agent_job_ack`, with the errorMessage that goes with each.
 *
 * Only after 200 and 51408 does a reply follow; with any other code the job is not run and nothing
 * more is heard of it. The table in docs/protocol.md is held equal to this one by a test.
 */
import type { AckCode } from "./message.ts";

export interface AckCodeRow {
  readonly errorMessage: string;
  readonly when: string;
  readonly repliesFollow: boolean;
}

/** Source: the real agent; 200, 51402, 51405 and 51408 were seen on the wire. */
export const ACK_CODES: Readonly<Record<AckCode, AckCodeRow>> = {
  "200": accepted("Successful", "The job is accepted and stored."),
  "51401": refused("ClosedProcessor", "The agent is stopping."),
  "51402": refused("ProcessorBufferFull", "All workers and queue places are taken."),
  "51403": refused("UnexpectedDocumentType", "The job is neither a command nor a cancel."),
  "51404": refused("ProcessorErrorCodeTranslationFailed", "The agent met an error without a code."),
  "51405": refused("DuplicateCommand", "A job with this id was accepted less than 30 minutes ago."),
  "51406": refused("InvalidDocument", "The job id is blank."),
  "51407": refused("ContainerNotSupported", "The agent runs in a container."),
  "51408": accepted("AgentJobMessageParseError", "Topic, Content or document can't be read."),
  "51499": refused("UnexpectedError", "Anything else."),
};

export const ACK_STATUS_CODES: readonly AckCode[] = Object.keys(ACK_CODES) as AckCode[];

function accepted(errorMessage: string, when: string): AckCodeRow {
  return { errorMessage, when, repliesFollow: true };
}

function refused(errorMessage: string, when: string): AckCodeRow {
  return { errorMessage, when, repliesFollow: false };
}
