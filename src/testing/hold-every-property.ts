/**
 * The matcher `toHoldEveryProperty`: what it claims of a fleet, and what it says when that is wrong.
 */
import { Fleet } from "../fleet/fleet.ts";
import { FleetError, shown } from "../fleet/fleet-error.ts";
import type { FleetViolation, PropertyOptions } from "../fleet/fleet-judge.ts";

export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** More would hide the first ones. */
const SHOWN_MAX = 5;

/**
 * Whether every property of docs/properties.md has held so far, but for those that are excepted.
 *
 * Errors: throws FleetError for what is no fleet, and for names that no property has.
 */
export function holdEveryProperty(fleet: unknown, options: PropertyOptions = {}): MatcherResult {
  if (!(fleet instanceof Fleet)) {
    throw new FleetError(`expected a fleet that createFleet made; found ${shown(fleet)}`);
  }
  const violations = fleet.violations(options);
  return {
    pass: violations.length === 0,
    message: () =>
      violations.length === 0
        ? `expected the fleet (seed ${fleet.seed}) to break a property; it held every one`
        : [headline(fleet, violations), ...violations.slice(0, SHOWN_MAX).map(paragraph)].join(
            "\n\n",
          ),
  };
}

function headline({ seed }: Fleet, violations: readonly FleetViolation[]): string {
  const names = [...new Set(violations.map(({ property }) => property))].join(", ");
  const places = violations.length === 1 ? "one place" : `${violations.length} places`;
  const more =
    violations.length > SHOWN_MAX ? `; the first ${SHOWN_MAX} of ${violations.length}` : "";
  return `expected the fleet (seed ${seed}) to hold every property; broken in ${places}: ${names}${more}`;
}

function paragraph(violation: FleetViolation): string {
  const { property, claim, node, nodeId, command, says, events } = violation;
  const where = [
    node === undefined ? "" : `node ${node} (${nodeId})`,
    command === undefined ? "" : `command ${command}`,
  ].filter((text) => text !== "");
  const lines = events.map((event) => `  ${JSON.stringify(event)}`);
  return [
    `${property}: ${claim}`,
    ...(where.length === 0 ? [] : [`  ${where.join(", ")}`]),
    `  ${says}`,
    ...(lines.length === 0 ? ["  (the trace keeps these lines no longer)"] : lines),
  ].join("\n");
}
