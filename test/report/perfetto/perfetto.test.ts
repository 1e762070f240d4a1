/** The trace-event file of every shipped scenario, read by Perfetto itself. */
import { expect, test } from "vitest";
import { renderPerfetto } from "../../../src/report/perfetto/render-perfetto.ts";
import { playOnce, SHIPPED } from "../../scenario/shipped-results.ts";
import type { RawEntry } from "./devtools.ts";
import { HAS_PERFETTO, readWithPerfetto } from "./perfetto.ts";

if (!HAS_PERFETTO) {
  console.warn("left out: Perfetto's own engine (npm run perfetto-engine fetches it)");
}

function countOf(text: string, phases: string): number {
  const { traceEvents } = JSON.parse(text) as { readonly traceEvents: readonly RawEntry[] };
  return traceEvents.filter(({ ph }) => phases.includes(ph)).length;
}

test.runIf(HAS_PERFETTO)(
  "Perfetto reads every slice, moment and arrow of each, and finds nothing wrong",
  { timeout: 180_000 },
  () => {
    const texts = SHIPPED.map((file) => renderPerfetto(playOnce(file)));
    const readings = readWithPerfetto(texts);
    expect(readings).toHaveLength(texts.length);
    for (const [index, text] of texts.entries()) {
      expect(readings[index], SHIPPED[index]).toMatchObject({
        slices: countOf(text, "Xbi"),
        flows: countOf(text, "s"),
        errors: [],
      });
      expect(readings[index]?.processes).toEqual(expect.arrayContaining(["client", "controller"]));
    }
  },
);

test.runIf(HAS_PERFETTO)("what it does not understand it counts as wrong", () => {
  const text = renderPerfetto(playOnce("scenarios/cancel-loses.yaml"));
  const [reading] = readWithPerfetto([text.replaceAll('"id":"0x', '"id":"frame ')]);
  expect(reading).toMatchObject({ flows: 0, errors: ["flow_invalid_id"] });
});
