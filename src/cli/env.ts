/** `fleetsim env [URL]`: shell lines that point AWS clients at a controller. */
import type { Command } from "commander";
import { usageError } from "./exit.ts";
import type { Output } from "./output.ts";

const DEFAULT_URL = "http://127.0.0.1:4590";

export function addEnv(program: Command, output: Output): void {
  program
    .command("env")
    .argument("[url]", "the controller's URL", DEFAULT_URL)
    .description('print lines for a shell: eval "$(fleetsim env)"')
    .action((text: string) => {
      const url = readUrl(text);
      output.out(environmentLines(url).join("\n"));
    });
}

/**
 * The variables that AWS's own clients read.
 *
 * Source: AWS SDKs and tools reference guide, "Service-specific endpoints" (AWS CLI 2.13 or
 * newer; older ones take --endpoint-url).
 */
export function environmentLines(url: string): string[] {
  return [
    `export AWS_ENDPOINT_URL_SSM=${url}`,
    "export AWS_ACCESS_KEY_ID=test",
    "export AWS_SECRET_ACCESS_KEY=test",
    "export AWS_REGION=us-east-1",
    "export AWS_DEFAULT_REGION=us-east-1",
    "export AWS_PAGER=",
  ];
}

function readUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw usageError(`env: expected a URL such as ${DEFAULT_URL}, found "${text}"`);
  }
  return url.origin;
}
