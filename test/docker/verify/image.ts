/** The image that `docker/verify` has built, as buildah tells of it. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Image {
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** What says whether a container is well: a program and its arguments. */
  readonly healthcheck: readonly string[];
  /** `user:group`, by number. */
  readonly user: string;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The part of Docker's image configuration that runs containers. */
interface Inspected {
  readonly Docker: {
    readonly config: {
      readonly Entrypoint: readonly string[];
      readonly Cmd: readonly string[];
      readonly Healthcheck: { readonly Test: readonly string[] };
      readonly User: string;
      readonly WorkingDir: string;
      readonly Env: readonly string[];
    };
  };
}

/** Reads the output of `buildah inspect --type image`. */
export function readImage(file: string): Image {
  const { config } = (JSON.parse(readFileSync(file, "utf8")) as Inspected).Docker;
  const [kind, ...healthcheck] = config.Healthcheck.Test;
  if (kind !== "CMD") throw new Error(`expected a HEALTHCHECK without a shell, found ${kind}`);
  return {
    entrypoint: config.Entrypoint,
    command: config.Cmd,
    healthcheck,
    user: config.User,
    directory: config.WorkingDir,
    environment: Object.fromEntries(config.Env.map(splitVariable)),
  };
}

/** Size of an image with its base, in words: `237 MB`. */
export function sizeOf(name: string): string {
  return execFileSync("buildah", ["images", "--format", "{{.Size}}", name], {
    encoding: "utf8",
  }).trim();
}

function splitVariable(text: string): [string, string] {
  const at = text.indexOf("=");
  return [text.slice(0, at), text.slice(at + 1)];
}
