/** What the scenario is and how it came out. */
import type { PageData } from "../page-data.ts";
import { Repeat } from "./repeat.tsx";

const SIGNS = { 0: "✓", 1: "✕", 2: "?", 70: "!" } as const;

export function PageHead({ data }: { readonly data: PageData }) {
  const { verdict, name, file, seed, played, says, repeat } = data;
  const of = played.runs > 1 ? `, one of ${played.runs} runs` : "";
  return (
    <header class={`head exit-${verdict.exit}`}>
      <p class="verdict">
        <span aria-hidden="true">{SIGNS[verdict.exit]}</span> {verdict.word}
      </p>
      <h1>{name}</h1>
      <p class="sentence">{verdict.sentence}</p>
      {says !== "" && says !== verdict.sentence ? <p class="says">Shows: {says}</p> : null}
      <p class="file">
        {file}, the run with seed {seed}
        {of}
      </p>
      {verdict.exit === 0 ? null : <Repeat command={repeat} />}
    </header>
  );
}
