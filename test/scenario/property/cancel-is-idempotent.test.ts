import { describe, expect, test } from "vitest";
import { cancelIsIdempotent } from "../../../src/scenario/property/cancel-is-idempotent.ts";
import { changed, doubled } from "../doctor.ts";
import { N0, oftenCancelledRun } from "../runs.ts";

const SCRIPTS = [
  "echo a; sleep 300",
  "trap 'echo b; sleep 1; exit 7' TERM; echo a; while :; do sleep 0.2; done",
  "trap '' TERM; echo a; sleep 300",
  "sleep 3",
];

const ROWS = (["ideal", "amazon-ssm-agent"] as const).flatMap((profile) =>
  SCRIPTS.map((script) => ({ profile, script })),
);

describe("cancelIsIdempotent", () => {
  test.each(ROWS)("holds with $profile: $script", ({ profile, script }) => {
    const once = oftenCancelledRun(1, profile, script);
    const often = oftenCancelledRun(3, profile, script);
    const ends = often.events.filter(
      ({ event, to }) => event === "status.changed" && to !== "InProgress",
    );
    expect(ends.length).toBeGreaterThan(1);
    expect(often.command).toBe(once.command);
    expect(cancelIsIdempotent.compare(once.events, often.events)).toEqual([]);
  });

  const { events, command } = oftenCancelledRun(1, "ideal", "echo a; sleep 300");
  const end = { event: "status.changed", node: N0, to: "Cancelled" };
  test.each([
    ["the status is another", changed(events, end, { to: "Success", details: "Success" })],
    ["a signal comes once more", doubled(events, { event: "process.signalled" })],
    [
      "the output is another",
      changed(events, { event: "reply.sent", status: "Cancelled" }, { stdout: "" }),
    ],
  ])("does not when %s", (_, other) => {
    expect(cancelIsIdempotent.compare(events, other)).toMatchObject([
      { property: "cancelIsIdempotent", node: N0, command },
    ]);
  });
});
