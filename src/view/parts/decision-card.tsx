/** The two events that decide: which, how far apart, and what the other order would have given. */
import { momentText } from "../../kernel/time-text.ts";
import type { Decision } from "../model/decision.ts";
import type { Names } from "../model/names.ts";
import type { PageEvent } from "../page-data.ts";

export interface DecisionCardProps {
  readonly decisions: readonly Decision[];
  /** Which of them. */
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
  readonly onSelect: (seq: number) => void;
  readonly names: Names;
  readonly readyMs: number;
}

export function DecisionCard(props: DecisionCardProps) {
  const { decisions, chosen, onChoose, onSelect, names, readyMs } = props;
  const decision = decisions[chosen];
  if (decision === undefined) return null;
  const { title, events, apart, says, race, otherwise } = decision;
  const [first, second] = events;
  return (
    <section class="card decision" aria-labelledby="decision">
      <div class="card-head">
        <h2 id="decision">{title}</h2>
        <p class="where">{whereOf(decision, names)}</p>
      </div>
      {events.length === 0 ? <p>{capital(says)}.</p> : null}
      {first === undefined ? null : (
        <ol class="two">
          <EventLine {...{ event: first, number: 1, readyMs, onSelect }} />
          {second === undefined ? null : (
            <>
              <li class="apart-line">{apart === "" ? "the same millisecond" : `${apart} later`}</li>
              <EventLine {...{ event: second, number: 2, readyMs, onSelect }} />
            </>
          )}
        </ol>
      )}
      {otherwise === "" ? null : (
        <p class="otherwise">
          {race === "" ? null : <>{capital(race)}. </>}
          <strong>In the other order:</strong> {otherwise}.
        </p>
      )}
      {decisions.length > 1 ? <Chooser {...{ decisions, chosen, onChoose, names }} /> : null}
    </section>
  );
}

function EventLine({
  event,
  number,
  readyMs,
  onSelect,
}: {
  readonly event: PageEvent;
  readonly number: number;
  readonly readyMs: number;
  readonly onSelect: (seq: number) => void;
}) {
  return (
    <li class="event-line">
      <span class="badge" aria-hidden="true">
        {number}
      </span>
      <button type="button" class="link" onClick={() => onSelect(event.seq)}>
        {event.says}
      </button>
      <span class="meta">
        {event.source}, {momentText(event.atMs - readyMs)}
      </span>
    </li>
  );
}

function Chooser({
  decisions,
  chosen,
  onChoose,
  names,
}: Pick<DecisionCardProps, "decisions" | "chosen" | "onChoose" | "names">) {
  return (
    <p class="chooser">
      <label for="decisions">{decisions.length} in this run</label>
      <select
        id="decisions"
        value={String(chosen)}
        onChange={(event) => onChoose(Number(event.currentTarget.value))}
      >
        {decisions.map((one, index) => (
          <option key={index} value={String(index)}>
            {whereOf(one, names)}: {shortSays(one)}
          </option>
        ))}
      </select>
    </p>
  );
}

function shortSays({ events, says }: Decision): string {
  return events.length === 0 ? says : events.map((event) => event.says).join(" / ");
}

function whereOf({ node, command }: Decision, names: Names): string {
  const parts = [
    ...(command === undefined ? [] : [names.command(command)]),
    ...(node === undefined ? [] : [`on ${names.node(node)}`]),
  ];
  return parts.join(" ");
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
