/** What did not hold: the complaints, and every property that broke, expected or not. */
import { momentText } from "../../kernel/time-text.ts";
import type { Names } from "../model/names.ts";
import type { PageComplaint, PageData, PageFinding } from "../page-data.ts";
import { Repeat } from "./repeat.tsx";

export interface FindingListProps {
  readonly data: PageData;
  readonly names: Names;
  readonly onSelect: (seq: number) => void;
}

export function FindingList(props: FindingListProps) {
  const { complaints, complaintsLeftOut, findings } = props.data;
  return (
    <>
      {complaints.map((complaint, index) => (
        <Complaint key={index} {...props} complaint={complaint} />
      ))}
      {complaintsLeftOut > 0 ? <p class="note">and {complaintsLeftOut} more complaints</p> : null}
      {findings.map((finding) => (
        <Finding key={`${finding.name}${finding.isExpected}`} {...props} finding={finding} />
      ))}
      {complaints.length + findings.length === 0 ? (
        <p class="nothing">Every property held, and everything expected was so.</p>
      ) : null}
    </>
  );
}

function Complaint({
  complaint,
  data,
  onSelect,
}: FindingListProps & { readonly complaint: PageComplaint }) {
  const { says, property, nodeName, commandName, events, apart, seed, repeat } = complaint;
  return (
    <article class="finding bad">
      <h3>{says}</h3>
      {property === undefined ? null : (
        <p>
          <code>{property.name}</code>: {property.says}
        </p>
      )}
      <p class="meta">
        {nodeName === "" ? "" : `node ${nodeName} `}
        {commandName === "" ? "" : `command ${commandName} `}
        {seed === undefined ? "" : `seed ${seed}`}
      </p>
      {events.length === 0 ? null : (
        <ol class="seqs">
          {events.map((event, index) => (
            <li key={event.seq}>
              <button type="button" class="link" onClick={() => onSelect(event.seq)}>
                {momentText(event.atMs - data.readyMs)} {event.source}: {event.says}
              </button>
              {index > 0 && apart !== "" ? <span class="meta"> {apart} later</span> : null}
            </li>
          ))}
        </ol>
      )}
      {seed === undefined || seed === data.seed ? null : (
        <p class="note">The run with seed {seed} shows it, and not this one.</p>
      )}
      <Repeat command={repeat} />
    </article>
  );
}

function Finding({
  finding,
  names,
  data,
  onSelect,
}: FindingListProps & { readonly finding: PageFinding }) {
  const { name, says, nodes, runs, isExpected, places } = finding;
  const where = nodes.length === 0 ? "" : ` on ${nodes.slice(0, 6).join(", ")}`;
  const inRuns = data.played.runs > 1 ? `, in ${runs} of ${data.played.runs} runs` : "";
  return (
    <article class={`finding ${isExpected ? "" : "bad"}`}>
      <h3>
        <code>{name}</code> did not hold{where}
        {inRuns} <span class="tag">{isExpected ? "expected" : "not expected"}</span>
      </h3>
      <p>{says}</p>
      {places.map((place, index) => (
        <p key={index} class="place">
          {place.node === undefined ? "" : `${names.node(place.node)}: `}
          {place.says}{" "}
          {place.seqs.map((seq) => (
            <button key={seq} type="button" class="link" onClick={() => onSelect(seq)}>
              event {seq}
            </button>
          ))}
        </p>
      ))}
    </article>
  );
}
