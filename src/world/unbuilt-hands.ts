/**
 * The hands that are being built: whoever builds those of an area adds them to world-hands.ts.
 */
import type { FaultHands } from "../faults/hands.ts";

export function withUnbuilt(hands: Partial<FaultHands>): FaultHands {
  return new Proxy(hands, {
    get: (built, name: keyof FaultHands) =>
      built[name] ??
      (() => {
        throw new Error(`the world has no hands for ${name} yet`);
      }),
  }) as FaultHands;
}
