/** `fleetsim controller`: the controller alone; agents join it from other processes. */
import type { Command } from "commander";
import { addCommonFlags, addListenFlags } from "./fleet-flags.ts";
import { makeLogger } from "./logger.ts";
import type { Output } from "./output.ts";
import { printReady } from "./ready.ts";
import { beginService } from "./start-fleet.ts";
import type { ServiceFlags } from "./start-fleet.ts";
import { startSeed } from "./start-seed.ts";
import { untilSignal } from "./until-signal.ts";

export function addController(program: Command, output: Output): void {
  const command = program
    .command("controller")
    .description("the controller alone; `fleetsim agent` joins it from elsewhere");
  addCommonFlags(addListenFlags(command)).action(async (flags: ServiceFlags) => {
    const seed = startSeed(flags.seed);
    const log = makeLogger(flags);
    await untilSignal(output, async ({ onEnd }) => {
      // Agents of other processes decide for themselves what their scripts run in.
      const parts = { seed, log, processes: "simulated", options: flags.set } as const;
      const { service, auth } = await beginService(flags, parts);
      onEnd(() => service.stop());
      const key = auth === undefined ? "" : ` --key ${auth.keys[0]?.id ?? "ID"}:SECRET`;
      output.say(`fleetsim controller  seed ${service.seed}  ${service.url}`);
      output.say(`join it: npx fleetsim agent --controller ${service.url} --count 3${key}`);
      printReady(output, {
        json: flags.json === true,
        url: service.url,
        tls: service.tlsUrl,
        nodes: [],
      });
    });
  });
}
