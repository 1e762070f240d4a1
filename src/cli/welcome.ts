/** What `up` tells a person when the fleet is there: what runs, where, and what to try. */
import type { Auth } from "./auth-file.ts";

export interface Welcome {
  readonly url: string;
  /** In force, which with a data directory may not be the one that was given. */
  readonly seed: string;
  readonly nodes: readonly string[];
  /** How real processes are held together; undefined when they are simulated. */
  readonly containment: string | undefined;
  readonly auth: Auth | undefined;
  /** The directory whose nodes these are; undefined when they are new. */
  readonly restoredFrom: string | undefined;
}

const NODES_SHOWN = 5;

export function welcomeText(welcome: Welcome): string {
  const { url, seed, nodes, containment, auth, restoredFrom } = welcome;
  const shown = nodes.slice(0, NODES_SHOWN).join(" ");
  const more = nodes.length > NODES_SHOWN ? ` and ${nodes.length - NODES_SHOWN} more` : "";
  const keys = auth === undefined ? "any credentials are taken" : "SigV4 is verified";
  const processes = containment === undefined ? "simulated" : `real (${containment})`;
  return [
    "",
    `ssm-fleet-sim  ${url}  (${keys}; admin under ${url}/_fleetsim/)`,
    `  nodes      ${nodes.length} Online: ${shown}${more}`,
    ...(restoredFrom === undefined ? [] : [restoredText(restoredFrom)]),
    `  processes  ${processes}`,
    `  seed       ${seed}`,
    "",
    ...trialLines(url, nodes[0], auth),
  ].join("\n");
}

/** What is said when nodes come from a data directory. */
export function restoredText(directory: string): string {
  return `  data       the nodes of ${directory} go on; --nodes, --count, --profile, --set of nodes and --seed are for a new one`;
}

/** Commands to try; none without a node to try them on. */
function trialLines(url: string, node: string | undefined, auth: Auth | undefined): string[] {
  if (node === undefined) return [];
  const aws = `aws ssm --endpoint-url ${url}`;
  return [
    "try, in another terminal:",
    `  eval "$(npx fleetsim env ${url})"`,
    ...(auth === undefined ? [] : [`  ${keyLine(auth)}`]),
    `  ${aws} send-command --document-name AWS-RunShellScript --instance-ids ${node} \\`,
    `    --parameters commands='echo started; sleep 300'`,
    `  ${aws} cancel-command --command-id COMMAND_ID`,
    `  ${aws} list-command-invocations --details --command-id COMMAND_ID`,
    "",
  ];
}

/** Secrets are not printed: they are in the file. */
function keyLine({ keys: [key] }: Auth): string {
  return `export AWS_ACCESS_KEY_ID=${key?.id ?? "ID"} AWS_SECRET_ACCESS_KEY=SECRET   # of the --auth file`;
}
