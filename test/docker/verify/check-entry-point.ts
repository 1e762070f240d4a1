/** What `docker run` of the image does: its entry point with its own command. */
import { checkEnd } from "./check-end.ts";
import { check } from "./check.ts";
import { Container } from "./container.ts";
import type { Image } from "./image.ts";

const MAY_WRITE = `
const may = (path) => { try { fs.accessSync(path, fs.constants.W_OK); return true; } catch { return false; } };
console.log(JSON.stringify(["/app", "/app/dist", "/data"].map(may)));`;

export async function checkEntryPoint(imageName: string, image: Image): Promise<void> {
  const container = new Container(imageName, image, "fleetsim");
  check("the healthcheck says unhealthy while nothing listens", await container.isHealthy(), false);

  const fleet = container.start();
  const readyMs = await fleet.says(/^ready http:\/\/\S+:4590$/m);
  check(`it is ready ${readyMs} ms after its start`, true);
  check("its process is the first of the container", fleet.status("NSpid").at(-1), "1");
  const [user = "", group = ""] = image.user.split(":");
  check(`it is user ${user} in all respects`, fleet.status("Uid"), Array(4).fill(user));
  check(`it is group ${group} in all respects`, fleet.status("Gid"), Array(4).fill(group));
  check("it is in no other group", fleet.status("Groups").join("").trim(), "");
  check("it has no capability", fleet.status("CapEff").join(""), "0000000000000000");
  check("the healthcheck says healthy", await container.isHealthy());

  const writing = container.run(["node", "-e", MAY_WRITE]);
  await writing.ended;
  check("it may write to /data, and not to /app", writing.said.trim(), "[false,false,true]");

  await checkEnd("it", fleet);
}
