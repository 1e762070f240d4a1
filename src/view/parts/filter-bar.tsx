/** Which events the diagram and the table show. */
import { useState } from "preact/hooks";
import { NO_FILTER } from "../model/filter.ts";
import type { Filter } from "../model/filter.ts";
import { KINDS } from "../model/kind.ts";
import type { Named } from "../page-data.ts";

export function FilterBar({
  filter,
  onFilter,
  nodes,
  commands,
  count,
  ofAll,
}: {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly nodes: readonly Named[];
  readonly commands: readonly Named[];
  /** Events that pass, of so many in the page. */
  readonly count: number;
  readonly ofAll: number;
}) {
  // Narrow screens have no room for it before the diagram: it is folded up there.
  const [isOpen, setOpen] = useState(false);
  const isFiltered = JSON.stringify(filter) !== JSON.stringify(NO_FILTER);
  return (
    <form
      class={`filter${isOpen ? " open" : ""}`}
      role="search"
      aria-label="Events"
      onSubmit={(event) => event.preventDefault()}
    >
      <button
        type="button"
        class="fold"
        aria-expanded={isOpen}
        aria-controls="filter-fields"
        onClick={() => setOpen(!isOpen)}
      >
        Filter
      </button>
      <div id="filter-fields" class="fields">
        <Choice
          label="Node"
          value={filter.node}
          options={[["", "all nodes"], ...nodes.map(({ id, name }) => [id, name] as const)]}
          onChange={(node) => onFilter({ ...filter, node })}
        />
        <Choice
          label="Command"
          value={filter.command}
          options={[["", "all commands"], ...commands.map(({ id, name }) => [id, name] as const)]}
          onChange={(command) => onFilter({ ...filter, command })}
        />
        <Choice
          label="Events"
          value={filter.kind}
          options={[["told", "what matters"], ["all", "everything"], ...Object.entries(KINDS)]}
          onChange={(kind) => onFilter({ ...filter, kind: kind as Filter["kind"] })}
        />
        <div class="field">
          <label for="filter-text">Text</label>
          <input
            id="filter-text"
            type="search"
            value={filter.text}
            placeholder="word, id, status"
            onInput={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
          />
        </div>
      </div>
      <p class="count" role="status">
        {count} of {ofAll} events
        {isFiltered ? (
          <button type="button" onClick={() => onFilter(NO_FILTER)}>
            Clear
          </button>
        ) : null}
      </p>
    </form>
  );
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}) {
  const id = `filter-${label.toLowerCase()}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
