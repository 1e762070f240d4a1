/** What `up` tells a person when the fleet is there: what runs, where, and what to try. */
import type { Auth } from "./auth-file.ts";

export interface Welcome {
  readonly url: string;
  readonly seed: string;
  readonly nodes: readonly string[];
  /** How real processes are held together; undefined when they are simulated. */
  readonly containment: string | undefined;
  readonly auth: Auth | undefined;
}

const NODES_SHOWN = 5;

export function welcomeText({ url, seed, nodes, containment, auth }: Welcome): string {
  const shown = nodes.slice(0, NODES_SHOWN).join(" ");
  const more = nodes.length > NODES_SHOWN ? ` and ${nodes.length - NODES_SHOWN} more` : "";
  const keys = auth === undefined ? "any credentials are taken" : "SigV4 is verified";
  const processes = containment === undefined ? "simulated" : `real (${containment})`;
  const target = nodes[0] ?? "i-0123456789abcdef0";
  const aws = `aws ssm --endpoint-url ${url}`;
  return [
    "",
    `ssm-fleet-sim  ${url}  (${keys}; admin under ${url}/_fleetsim/)`,
    `  nodes      ${nodes.length} Online: ${shown}${more}`,
    `  processes  ${processes}`,
    `  seed       ${seed}`,
    "",
    "try, in another terminal:",
    `  eval "$(npx fleetsim env ${url})"`,
    `  ${aws} send-command --document-name AWS-RunShellScript --instance-ids ${target} \\`,
    `    --parameters commands='echo started; sleep 300'`,
    `  ${aws} cancel-command --command-id COMMAND_ID`,
    `  ${aws} list-command-invocations --details --command-id COMMAND_ID`,
    "",
  ].join("\n");
}
