/**
 * The configuration of an AWS SDK client of the fleet.
 *
 * Besides the way to the fleet it settles all that the SDK would otherwise look up in files: a
 * client that reads a file waits for real, and virtual time does not wait for it.
 */
import type { FleetRequestHandler } from "./request-handler.ts";

/** Fits `SSMClientConfig`; any member may be replaced but `requestHandler`. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** One: the SDK waits between two attempts by a real timer, of a random length. */
  readonly maxAttempts: number;
  readonly retryMode: "standard";
  readonly defaultsMode: "standard";
  readonly useFipsEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
  readonly userAgentAppId: string;
  readonly authSchemePreference: string[];
  readonly disableClockSkewCorrection: boolean;
  readonly requestHandler: FleetRequestHandler;
}

export function clientConfig(region: string, requestHandler: FleetRequestHandler): ClientConfig {
  return {
    // A name that no network resolves: a handler that was replaced fails at once.
    endpoint: "http://fleet.invalid",
    region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    retryMode: "standard",
    defaultsMode: "standard",
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    userAgentAppId: "fleet",
    authSchemePreference: ["sigv4"],
    disableClockSkewCorrection: true,
    requestHandler,
  };
}
