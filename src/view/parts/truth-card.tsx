/** Where the API and the node did not agree about the command whose bands are shown. */
import { momentText, shortLength } from "../../kernel/time-text.ts";
import type { Disagreement, Invocation } from "../model/invocation.ts";
import type { Model } from "../model/model.ts";

const LISTED_MAX = 6;

export function TruthCard({
  model,
  command,
  nodes,
  onSelect,
}: {
  readonly model: Model;
  readonly command: string;
  readonly nodes: readonly string[];
  readonly onSelect: (place: number) => void;
}) {
  const all = [...model.invocations.values()]
    .filter((one) => one.command === command && nodes.includes(one.node))
    .flatMap((one) => one.disagreements.map((what) => ({ one, what })))
    .sort((left, right) => rank(left.what) - rank(right.what));
  const shown = all.slice(0, LISTED_MAX);
  return (
    <section class="card truth" aria-labelledby="truth">
      <div class="card-head">
        <h2 id="truth">What the API said, and what was so</h2>
        <p class="where">{model.names.command(command)}</p>
      </div>
      {shown.length === 0 ? (
        <p>At no moment of this command did the two contradict each other.</p>
      ) : null}
      <ul>
        {shown.map(({ one, what }) => (
          <Item key={`${one.node}${what.from}`} {...{ model, invocation: one, what, onSelect }} />
        ))}
      </ul>
      {all.length > shown.length ? <p class="note">and {all.length - shown.length} more</p> : null}
    </section>
  );
}

function rank({ kind, from }: Disagreement): number {
  return (kind === "false" ? 0 : 1e9) + from;
}

/** Undefined: to the end of the run. */
function lengthOf({ entries }: Model, { from, to }: Disagreement): number | undefined {
  const end = to === undefined ? undefined : entries[to];
  return end === undefined ? undefined : end.event.atMs - (entries[from]?.event.atMs ?? 0);
}

function Item({
  model,
  invocation,
  what,
  onSelect,
}: {
  readonly model: Model;
  readonly invocation: Invocation;
  readonly what: Disagreement;
  readonly onSelect: (place: number) => void;
}) {
  const length = lengthOf(model, what);
  const fromMs = (model.entries[what.from]?.event.atMs ?? 0) - model.readyMs;
  const lasted = length === undefined ? "to the end of the run" : `for ${shortLength(length)}`;
  return (
    <li class={what.kind}>
      <button type="button" class="link" onClick={() => onSelect(what.from)}>
        {what.kind === "false" ? "≠" : "…"} API {what.status}, on{" "}
        {model.names.node(invocation.node)}: {what.truth}
      </button>
      <span class="meta">
        {" "}
        {what.kind === "false" ? "not so" : "not heard of yet"} {lasted}, from {momentText(fromMs)}
      </span>
    </li>
  );
}
