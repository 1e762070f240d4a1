/**
 * A fleet that is kept busy by three clients at once; prints its trace when it is run by itself.
 */
import { ListCommandInvocationsCommand } from "@aws-sdk/client-ssm";
import { createFleet } from "../../src/fleet/create-fleet.ts";
import { cancel, clientOf, sendScript } from "./clients.ts";

export async function busyTrace(seed: string): Promise<string> {
  const fleet = createFleet({ nodes: 5, seed });
  const work = async (script: string) => {
    const ssm = clientOf(fleet);
    for (let round = 0; round < 4; round += 1) {
      const id = await sendScript(fleet, ssm, script);
      await ssm.send(new ListCommandInvocationsCommand({ CommandId: id, Details: true }));
      if (round % 2 === 0) await fleet.advance(700);
      await cancel(ssm, id);
    }
  };
  const working = ["sleep 1", "echo on; sleep 60", "setsid sleep 5 & sleep 2"].map(work);
  await fleet.advance("1s");
  fleet.node("n2").stop();
  fleet.node("n3").cutLink();
  fleet.node("n4").restartAgent();
  await Promise.all(working);
  await fleet.advance("5s");
  fleet.node("n2").start();
  fleet.node("n3").healLink();
  await fleet.settle();
  return fleet.traceText();
}

if (import.meta.main) process.stdout.write(await busyTrace(process.argv[2] ?? "1"));
