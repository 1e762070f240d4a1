/**
 * The part of `docker/verify` that runs containers: `node test/docker/verify/main.ts IMAGE_JSON`,
 * with what `buildah inspect --type image` has printed, in a network namespace of its own.
 */
import { readComposeFile } from "../compose-file.ts";
import { checkCompose } from "./check-compose.ts";
import { checkEntryPoint } from "./check-entry-point.ts";
import { check } from "./check.ts";
import { readImage, sizeOf } from "./image.ts";

const BASE = "fleetsim-base";

const [file = ""] = process.argv.slice(2);
const compose = readComposeFile();
check("docker/compose.yaml is valid against the schema of the Compose Specification", true);
const image = readImage(file);
const { image: name } = compose.services.controller;
console.log(`image size ${sizeOf(name)}, of which its base ${sizeOf(BASE)}`);
await checkEntryPoint(name, image);
await checkCompose(compose, image);
console.log("docker/verify: all of it holds");
// What still runs after a failure ends with the namespace around this process.
process.exit(0);
