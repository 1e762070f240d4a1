/**
 * All of one event: its words, its line of the trace as JSON, and what belongs to it.
 *
 * It lies over the page and is the last of it, so whoever came by a key has the focus on its heading.
 */
import type { RefObject } from "preact";
import { distance, momentText } from "../../kernel/time-text.ts";
import type { Model } from "../model/model.ts";

const COUNTERPARTS_MAX = 6;

export function EventPanel({
  model,
  selected,
  onSelect,
  onClose,
  panel,
  head,
}: {
  readonly model: Model;
  readonly selected: number | undefined;
  readonly onSelect: (place: number) => void;
  readonly onClose: () => void;
  readonly panel: RefObject<HTMLElement | null>;
  readonly head: RefObject<HTMLHeadingElement | null>;
}) {
  const entry = selected === undefined ? undefined : model.entries[selected];
  if (selected === undefined || entry === undefined) return null;
  const others = (model.counterparts.get(selected) ?? []).slice(0, COUNTERPARTS_MAX);
  return (
    <aside ref={panel} class="panel" aria-label="The selected event">
      <div class="card-head">
        <h2 ref={head} tabIndex={-1}>
          {entry.says}
        </h2>
        <button
          type="button"
          onClick={onClose}
          aria-label="Close the selected event"
          aria-keyshortcuts="Escape"
        >
          ✕
        </button>
      </div>
      <p class="meta">
        {momentText(entry.event.atMs - model.readyMs)}, {entry.event.source}
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
              {distance(Math.abs(ms))} {place < selected ? "before" : "after"}
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
