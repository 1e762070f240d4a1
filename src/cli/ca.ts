/** `fleetsim ca`: where the certificate lies that clients of the TLS port have to trust. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { defaultCaDirectory, openPrivateCa } from "../io/tls/private-ca.ts";
import { CommandError, EXIT } from "./exit.ts";
import type { Output } from "./output.ts";

interface Flags {
  readonly data?: string;
}

export function addCa(program: Command, output: Output): void {
  program
    .command("ca")
    .description("print the path of the private CA's certificate; it is made if it is not there")
    .option("--data <dir>", "the data directory of the controller, if it has one")
    .action(async (flags: Flags) => {
      const ca = await openPrivateCa(flags.data ?? defaultCaDirectory(), Date.now());
      if ("code" in ca) throw new CommandError(EXIT.unavailable, ca.message);
      output.out(resolve(ca.certificateFile));
    });
}
