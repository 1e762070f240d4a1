/**
 * The errors that only agents meet: they are not in the public service model.
 *
 * Source: aws/amazon-ssm-agent, core/app/credentialrefresher, which tells them apart.
 */
import type { ErrorRow } from "./error-row.ts";

export const AGENT_ERRORS = {
  MachineFingerprintDoesNotMatch: {
    httpStatus: 400,
    messageMember: "Message",
    text: "The fingerprint is not the one that the node was registered with.",
    definite: true,
    source: "aws/amazon-ssm-agent, core/app/credentialrefresher",
  },
} as const satisfies Record<string, ErrorRow>;
