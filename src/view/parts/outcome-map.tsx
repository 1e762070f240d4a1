/** How everything ended: a row for each command on each node, a cell for each run. */
import type { OutcomeGrid, OutcomeRow, OutcomeStatus } from "../page-data.ts";
import { statusLetter, statusTone } from "../status-tone.ts";

export function OutcomeMap({
  grid,
  seed,
  onChoose,
}: {
  readonly grid: OutcomeGrid;
  /** Of the run that is shown. */
  readonly seed: string;
  readonly onChoose: (row: OutcomeRow) => void;
}) {
  const { runs, rows, statuses, runsLeftOut, rowsLeftOut } = grid;
  const isMany = runs.length > 1;
  if (rows.length === 0) return <p class="nothing">No command was accepted.</p>;
  return (
    <>
      <div class="scrolls" tabIndex={0} role="region" aria-label="Grid of the outcomes">
        <table class="grid">
          <thead>
            <tr>
              <th scope="col">command on node</th>
              <th scope="col">{isMany ? `of ${runs.length + runsLeftOut} runs` : "ended as"}</th>
              {isMany
                ? runs.map((run) => (
                    <th
                      key={run.seed}
                      scope="col"
                      class={`${run.seed === seed ? "shown" : ""}${run.failed ? " failed" : ""}`}
                      title={`seed ${run.seed}${run.failed ? ", failed" : ""}${run.seed === seed ? ", shown here" : ""}`}
                    >
                      <span class="seed">{run.seed}</span>
                      <span aria-hidden="true">
                        {run.seed === seed ? "▾" : run.failed ? "✕" : ""}
                      </span>
                    </th>
                  ))
                : null}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.command} ${row.node}`}>
                <th scope="row">
                  <button type="button" class="link" onClick={() => onChoose(row)}>
                    {row.command} on {row.node}
                  </button>
                </th>
                <td>
                  <Totals {...{ row, statuses, isMany }} />
                </td>
                {isMany
                  ? row.cells.map((cell, index) => <Cell key={index} status={statuses[cell]} />)
                  : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {runsLeftOut + rowsLeftOut > 0 ? (
        <p class="note">
          Left out: {runsLeftOut} runs and {rowsLeftOut} rows; the totals count every run.
        </p>
      ) : null}
    </>
  );
}

function Cell({ status }: { readonly status: OutcomeStatus | undefined }) {
  if (status === undefined) return <td class="cell none" />;
  return (
    <td
      class={`cell status-${statusTone(status.details)}${status.escaped ? " escaped" : ""}`}
      title={wordsOf(status)}
    >
      {statusLetter(status.details)}
      {status.escaped ? "!" : ""}
    </td>
  );
}

function Totals({
  row,
  statuses,
  isMany,
}: {
  readonly row: OutcomeRow;
  readonly statuses: readonly OutcomeStatus[];
  readonly isMany: boolean;
}) {
  return (
    <ul class="totals">
      {statuses.map((status, index) => {
        const count = row.totals[index] ?? 0;
        if (count === 0) return null;
        return (
          <li key={index}>
            <span class={`chip status-${statusTone(status.details)}`} aria-hidden="true">
              {statusLetter(status.details)}
              {status.escaped ? "!" : ""}
            </span>{" "}
            {wordsOf(status)}
            {isMany ? ` ${count}` : ""}
          </li>
        );
      })}
    </ul>
  );
}

function wordsOf({ details, escaped }: OutcomeStatus): string {
  return escaped ? `${details}, a process escaped` : details;
}
