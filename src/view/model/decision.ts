/** What a run hinges on: the two events of a complaint, or of a race. */
import type { PageData, PageEvent } from "../page-data.ts";

export interface Decision {
  readonly title: string;
  readonly node: string | undefined;
  readonly command: string | undefined;
  readonly events: readonly PageEvent[];
  readonly apart: string;
  readonly says: string;
  /** The race that `otherwise` is about, when its events are others than these. */
  readonly race: string;
  readonly otherwise: string;
}

/** What the verdict is about comes first; a complaint takes the race of its invocation along. */
export function makeDecisions({ complaints, races }: PageData): readonly Decision[] {
  const ofComplaints = complaints.flatMap(
    ({ events, property, says, node, command, apart }): Decision[] => {
      if (events.length === 0) return [];
      const own = races.find((one) => one.node === node && one.command === command);
      const title = property === undefined ? "The race that decided" : `${property.name} broke`;
      const otherwise = own?.otherwise ?? "";
      const isOther = own !== undefined && otherwise !== "" && keyOf(own) !== keyOf({ events });
      const race = isOther ? own.says : "";
      return [{ title, node, command, events, apart, says: own?.says ?? says, race, otherwise }];
    },
  );
  const known = new Set(ofComplaints.map(keyOf));
  const ofRaces = races
    .map((race): Decision => ({ ...race, title: titleOf(race.events), race: "" }))
    .filter((race) => race.events.length === 0 || !known.has(keyOf(race)));
  return [...ofComplaints, ...ofRaces];
}

function titleOf(events: readonly PageEvent[]): string {
  return events.length > 0 ? "The race that decided" : "No race decided";
}

function keyOf({ events }: Pick<Decision, "events">): string {
  return events.map(({ seq }) => seq).join(",");
}
