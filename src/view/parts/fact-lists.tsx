/** What was seen, what acted, and which options were in force. */
import type { PageFault, PageOption, PageSituation } from "../page-data.ts";

export function SituationList({
  situations,
  runs,
  onSelect,
}: {
  readonly situations: readonly PageSituation[];
  readonly runs: number;
  readonly onSelect: (seq: number) => void;
}) {
  if (situations.length === 0) return <p class="nothing">No situation with a name came up.</p>;
  return (
    <dl class="facts">
      {situations.map(({ name, says, runs: seen, isWanted, seq }) => (
        <div key={name}>
          <dt>
            {seq === undefined ? (
              <code>{name}</code>
            ) : (
              <button type="button" class="link" onClick={() => onSelect(seq)}>
                <code>{name}</code>
              </button>
            )}
            {isWanted ? <span class="tag">wanted</span> : null}
          </dt>
          <dd>
            {says} {seen === 0 ? "Never seen." : runs > 1 ? `Seen in ${seen} of ${runs} runs.` : ""}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function FaultList({
  faults,
  runs,
}: {
  readonly faults: readonly PageFault[];
  readonly runs: number;
}) {
  if (faults.length === 0) return <p class="nothing">No faults were planned.</p>;
  const acted = faults.filter(({ times }) => times > 0);
  const idle = faults.filter(({ times }) => times === 0);
  return (
    <>
      <ul class="list">
        {acted.map(({ fault, times, runs: of }) => (
          <li key={fault}>
            <code>{fault}</code> acted {times === 1 ? "once" : `${times} times`}
            {runs > 1 ? ` in ${of} of ${runs} runs` : ""}
          </li>
        ))}
      </ul>
      {idle.length === 0 ? null : (
        <p class="note">Never acted: {idle.map(({ fault }) => fault).join(", ")}.</p>
      )}
    </>
  );
}

export function OptionTable({ options }: { readonly options: readonly PageOption[] }) {
  const set = options.filter(({ isSet }) => isSet);
  const others = options.filter(({ isSet }) => !isSet);
  return (
    <>
      {set.length === 0 ? <p>All options have their defaults.</p> : <Options options={set} />}
      <details>
        <summary>{others.length} defaults in force</summary>
        <Options options={others} />
      </details>
    </>
  );
}

function Options({ options }: { readonly options: readonly PageOption[] }) {
  return (
    <table class="options">
      <thead>
        <tr>
          <th scope="col">option</th>
          <th scope="col">value</th>
        </tr>
      </thead>
      <tbody>
        {options.map(({ name, value }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
