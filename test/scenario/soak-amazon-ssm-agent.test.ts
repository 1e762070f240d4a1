import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { playSoak, SOAK_MS_MAX } from "./soak.ts";

/** The names of the findings, as docs/fidelity.md lists them. */
function knownFindings(): readonly string[] {
  const page = readFileSync("docs/fidelity.md", "utf8");
  const section = page.split("## A day of random faults\n")[1]?.split("\n## ")[0] ?? "";
  return [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name = ""]) => name);
}

test(
  "200 days of random faults show of amazon-ssm-agent exactly what is known",
  { timeout: SOAK_MS_MAX },
  () => {
    const findings = knownFindings();
    expect(findings).toContain("cancelledIsHonest");
    const { complaints } = playSoak("amazon-ssm-agent", findings);
    expect(complaints.map(({ says }) => says)).toEqual([]);
  },
);
