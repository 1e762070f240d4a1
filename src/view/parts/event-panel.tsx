/** All of one event: its words, its line of the trace as JSON, and what belongs to it. */
import type { Model } from "../model/model.ts";
import { seconds } from "../time-text.ts";

const COUNTERPARTS_MAX = 6;

export function EventPanel({
  model,
  selected,
  onSelect,
  onClose,
}: {
  readonly model: Model;
  readonly selected: number | undefined;
  readonly onSelect: (place: number) => void;
  readonly onClose: () => void;
}) {
  const entry = selected === undefined ? undefined : model.entries[selected];
  if (selected === undefined || entry === undefined) return null;
  const others = (model.counterparts.get(selected) ?? []).slice(0, COUNTERPARTS_MAX);
  return (
    <aside class="panel" aria-label="The selected event">
      <div class="card-head">
        <h2>{entry.says}</h2>
        <button type="button" onClick={onClose} aria-label="Close the selected event">
          ✕
        </button>
      </div>
      <p class="meta">
        {seconds(entry.event.atMs - model.readyMs)} s, {entry.event.source}
        {entry.node === undefined ? "" : `, ${model.names.node(entry.node)}`}
        {entry.command === undefined ? "" : `, ${model.names.command(entry.command)}`}
      </p>
      {others.map((place) => {
        const other = model.entries[place];
        if (other === undefined) return null;
        const ms = other.event.atMs - entry.event.atMs;
        return (
          <p key={place} class="counterpart">
            <button type="button" class="link" onClick={() => onSelect(place)}>
              {ms < 0 || place < selected ? "←" : "→"} {other.says}
            </button>{" "}
            <span class="meta">
              {Math.abs(ms)} ms {place < selected ? "before" : "after"}
            </span>
          </p>
        );
      })}
      <pre tabIndex={0} aria-label="The event as JSON">
        {JSON.stringify(entry.event, undefined, 2)}
      </pre>
    </aside>
  );
}
