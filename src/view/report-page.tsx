/**
 * The whole page of one scenario. It holds what a person has chosen (filter, race, event) and hands it
 * to its parts; all else is worked out of the data.
 */
import { useEffect, useMemo, useState } from "preact/hooks";
import { Diagram } from "./diagram/diagram.tsx";
import { useDetailsFocus } from "./hooks/use-details-focus.ts";
import { makeDecisions } from "./model/decision.ts";
import type { Decision } from "./model/decision.ts";
import { NO_FILTER, passing } from "./model/filter.ts";
import type { Filter } from "./model/filter.ts";
import { makeModel } from "./model/model.ts";
import type { OutcomeRow, PageData } from "./page-data.ts";
import { DecisionCard } from "./parts/decision-card.tsx";
import { EventPanel } from "./parts/event-panel.tsx";
import { EventTable } from "./parts/event-table.tsx";
import { FaultList, OptionTable, SituationList } from "./parts/fact-lists.tsx";
import { FilterBar } from "./parts/filter-bar.tsx";
import { FindingList } from "./parts/finding-list.tsx";
import { Legend } from "./parts/legend.tsx";
import { OutcomeMap } from "./parts/outcome-map.tsx";
import { PageHead } from "./parts/page-head.tsx";
import { Repeat } from "./parts/repeat.tsx";
import { TruthCard } from "./parts/truth-card.tsx";

export function ReportPage({ data }: { readonly data: PageData }) {
  const model = useMemo(() => makeModel(data), [data]);
  const decisions = useMemo(() => makeDecisions(data), [data]);
  const [filter, setFilter] = useState<Filter>(() => about(decisions[0], data));
  const [chosen, setChosen] = useState(0);
  const [selected, setSelected] = useState<number | undefined>(undefined);
  const details = useDetailsFocus();
  const decision = decisions[chosen];
  const rows = useMemo(() => passing(model.entries, filter, model.names), [model, filter]);
  const deciding = useMemo(
    () => (decision?.events ?? []).flatMap(({ seq }) => model.places.get(seq) ?? []),
    [decision, model],
  );
  const command = filter.command || followed(decision, data);
  const nodes = useMemo(
    () => nodeOrder(data, filter.node, decision),
    [data, filter.node, decision],
  );
  const selectSeq = (seq: number) => {
    const place = model.places.get(seq);
    if (place !== undefined) select(place);
  };
  const select = (place: number) => {
    setSelected(place);
    details.enter();
    // What is chosen has to have a row.
    if (!rows.includes(place)) setFilter({ ...NO_FILTER, kind: "all" });
  };
  const close = () => {
    setSelected(undefined);
    details.leave();
  };
  const follow = (row: OutcomeRow) => {
    const node = data.nodes.find(({ name }) => name === row.node)?.id ?? "";
    const of = data.commands.find(({ name }) => name === row.command)?.id ?? "";
    setFilter({ ...filter, node, command: of });
    document.getElementById("diagram")?.scrollIntoView();
  };
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === "Escape") close();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  return (
    <>
      <a class="skip" href="#events">
        To the table of events
      </a>
      <PageHead data={data} />
      <main>
        <div class="first-screen">
          <DecisionCard
            {...{ decisions, chosen, names: model.names, readyMs: data.readyMs }}
            onChoose={(index) => {
              setChosen(index);
              setFilter(about(decisions[index], data));
            }}
            onSelect={selectSeq}
          />
          <section id="diagram" class="card picture" aria-labelledby="picture">
            <h2 id="picture">Space and time</h2>
            <FilterBar
              {...{ filter, onFilter: setFilter, nodes: data.nodes, commands: data.commands }}
              count={rows.length}
              ofAll={model.entries.length}
            />
            <Diagram
              {...{ model, rows, nodes, deciding, selected, command }}
              apart={decision?.apart ?? ""}
              onSelect={select}
              only={filter.command === "" ? undefined : filter.command}
              showsAcks={filter.kind !== "told"}
            />
            <LeftOut data={data} />
            <Legend />
          </section>
          <TruthCard {...{ model, command, nodes, onSelect: select }} />
        </div>
        <Block id="outcomes" title={data.played.runs > 1 ? "Outcomes, run by run" : "Outcomes"}>
          <OutcomeMap grid={data.outcomes} seed={data.seed} onChoose={follow} />
        </Block>
        <Block id="findings" title="Complaints and findings">
          <FindingList {...{ data, names: model.names, onSelect: selectSeq }} />
          {data.verdict.exit === 0 ? <Repeat command={data.repeat} /> : null}
        </Block>
        <div class="thirds">
          <Block id="situations" title="Situations">
            <SituationList
              {...{ situations: data.situations, runs: data.played.runs, onSelect: selectSeq }}
            />
          </Block>
          <Block id="faults" title="Faults">
            <FaultList faults={data.faults} runs={data.played.runs} />
          </Block>
          <Block id="options" title="Options">
            <OptionTable options={data.options} />
          </Block>
        </div>
        <Block id="events" title="Events">
          <EventTable {...{ model, rows, deciding, selected, onSelect: select }} />
        </Block>
      </main>
      <EventPanel
        {...{ model, selected, onSelect: select, onClose: close }}
        panel={details.panel}
        head={details.head}
      />
    </>
  );
}

function Block({
  id,
  title,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly children: preact.ComponentChildren;
}) {
  return (
    <section id={id} class="card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}

function LeftOut({ data: { events, eventsInAll } }: { readonly data: PageData }) {
  const leftOut = eventsInAll - events.rows.length;
  if (leftOut === 0) return null;
  return (
    <p class="note">
      Left out: {leftOut} of {eventsInAll} events, far from those that decide. <code>--trace</code>{" "}
      writes them all.
    </p>
  );
}

/** Of many commands those events that are about the one that decides: both have to be in sight. */
function about(decision: Decision | undefined, { commands }: PageData): Filter {
  const command = commands.length > 1 ? (decision?.command ?? "") : "";
  return { ...NO_FILTER, command };
}

/** The command whose bands are shown when none is asked for. */
function followed(decision: Decision | undefined, { races, commands }: PageData): string {
  return decision?.command ?? races[0]?.command ?? commands[0]?.id ?? "";
}

/** The node that was asked for, or the one that it is about, before the others. */
function nodeOrder(
  { nodes }: PageData,
  wanted: string,
  decision: Decision | undefined,
): readonly string[] {
  if (wanted !== "") return [wanted];
  const ids = nodes.map(({ id }) => id);
  const first = decision?.node;
  return first === undefined ? ids : [...new Set([first, ...ids])];
}
