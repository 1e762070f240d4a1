/**
 * A service in a process of its own, to be killed: prints its URL, and lives until then.
 *
 * Usage: node service-process.ts DATA_DIRECTORY
 */
import { startService } from "../../../src/io/live-service.ts";
import { SILENT } from "./with-service.ts";

const dataDirectory = process.argv[2] ?? "";
const { url } = await startService({ seed: "1", log: SILENT, dataDirectory });
process.stdout.write(`${url}\n`);
