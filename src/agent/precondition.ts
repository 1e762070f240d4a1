/**
 * Preconditions of a step: whether they hold, and which of them the agent does not understand.
 *
 * The one operator is `StringEquals`, with two arguments: `platformType` and a platform's name, in
 * any order and any case, or texts of which at least one has a placeholder of the document in it.
 * Source: amazon-ssm-agent 3.3, agent/framework/runpluginutil; the texts were not seen on the wire.
 */

/** An argument as the document has it, and with its placeholders replaced. */
export interface PreconditionArgument {
  readonly initial: string;
  readonly resolved: string;
}

export type Preconditions = Readonly<Record<string, readonly PreconditionArgument[]>>;

export interface PreconditionVerdict {
  readonly holds: boolean;
  /** What did not hold, or was not understood, in the agent's words. */
  readonly complaints: readonly string[];
}

/** Judges every precondition of a step; they are ANDed. Never throws. */
export function judgePreconditions(preconditions: Preconditions): PreconditionVerdict {
  let holds = true;
  const complaints: string[] = [];
  for (const [operator, [first, second, ...rest]] of Object.entries(preconditions)) {
    if (operator !== "StringEquals") complaints.push(`unrecognized operator: "${operator}"`);
    else if (first === undefined || second === undefined || rest.length > 0) {
      complaints.push(`"${operator}": operator accepts exactly 2 arguments`);
    } else {
      const verdict = compare(first, second);
      if (verdict === "equal") continue;
      if (verdict === "different") holds = false;
      const shown = `[${first.initial}, ${second.initial}]`;
      complaints.push(`"${operator}": ${verdict === "different" ? shown : verdict}`);
    }
  }
  return { holds, complaints };
}

const VARIABLE = "platformType";
const PLATFORM = "linux";

/** `equal`, `different`, or what is wrong with the arguments. */
function compare(first: PreconditionArgument, second: PreconditionArgument): string {
  if (first.initial === second.initial) {
    if (first.initial === VARIABLE) return `[${VARIABLE} ${VARIABLE}]`;
    return "operator's arguments can't be identical";
  }
  const other = first.initial === VARIABLE ? second : first;
  if (first.initial === VARIABLE || second.initial === VARIABLE) return comparePlatform(other);
  if (first.initial === first.resolved && second.initial === second.resolved) {
    return "at least one of operator's arguments must contain a valid document parameter";
  }
  return first.resolved === second.resolved ? "equal" : "different";
}

function comparePlatform({ initial, resolved }: PreconditionArgument): string {
  if (initial.toLowerCase() !== resolved.toLowerCase()) {
    return "the second argument for the platformType variable can't contain document parameters";
  }
  return initial.toLowerCase() === PLATFORM ? "equal" : "different";
}
