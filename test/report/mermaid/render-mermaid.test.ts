/** The sequence diagram of an invocation, read back by Mermaid itself. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  invocationNamed,
  invocationsOf,
  invocationToShow,
} from "../../../src/report/mermaid/invocation-choice.ts";
import { mermaidText } from "../../../src/report/mermaid/mermaid-text.ts";
import { renderMermaid } from "../../../src/report/mermaid/render-mermaid.ts";
import { printable } from "../../../src/report/text.ts";
import type { ScenarioResult } from "../../../src/scenario/result.ts";
import { playOnce, SHIPPED } from "../../scenario/shipped-results.ts";
import { escapingResult, racingResult } from "../results.ts";
import { readMermaid } from "./read-mermaid.ts";

describe("the diagram of every shipped scenario", () => {
  test.each(SHIPPED)("%s is one to Mermaid, with every line that is written", async (file) => {
    const text = renderMermaid(playOnce(file));
    const { participants, messages } = await readMermaid(text);
    const lines = text.split("\n").filter((line) => line.includes(": "));
    expect(messages.length).toBe(lines.length);
    expect([...participants.keys()][0]).toBe("client");
  });
});

describe("what it tells", () => {
  test("who said what to whom, when it was sent, and what was lost", async () => {
    const { participants, messages } = await readMermaid(
      renderMermaid(playOnce("scenarios/lost-reply.yaml")),
    );
    expect([...participants.values()]).toEqual(["client", "controller", "agent web", "process"]);
    expect(messages[0]?.text).toMatch(/^deploy on web, lost reply, seed 1$/);
    expect(messages).toContainEqual(
      expect.objectContaining({ from: "client", to: "controller", text: "0.009 s SendCommand" }),
    );
    const lost = messages.filter(({ isLost }) => isLost);
    expect(lost).toMatchObject([{ from: "agent", to: "controller" }]);
    expect(lost[0]?.text).toMatch(/Cancelled, .*lost: drop$/);
    const faults = messages.filter(({ isNote, text }) => isNote && text.includes(" s fault: drop"));
    expect(faults.length).toBeGreaterThan(0);
  });

  test("what was still on its way when the run ended, which is no loss", async () => {
    const { messages } = await readMermaid(renderMermaid(playOnce("scenarios/cancel-loses.yaml")));
    const [under, ...others] = messages.filter(({ text }) => text.includes("not arrived"));
    expect(under).toMatchObject({ from: "agent", to: "controller", isLost: false });
    expect(under?.text).toMatch(/InProgress, not arrived by the end$/);
    expect(others).toEqual([]);
  });

  test("the two events that decide, in their order, and what if", async () => {
    const { messages } = await readMermaid(renderMermaid(playOnce("scenarios/cancel-loses.yaml")));
    const texts = messages.map(({ text }) => text);
    const [first, second] = ["(1)", "(2)"].map((mark) =>
      texts.findIndex((text) => text.includes(mark)),
    );
    expect(texts[first!]).toContain("exited 0");
    expect(texts[second!]).toContain("agent_job of the cancel");
    expect(first).toBeLessThan(second!);
    expect(texts.at(-2)).toMatch(/^'exited 0' came \d+ ms before 'cancel arrived'$/);
    expect(texts.at(-1)).toContain("had the cancel come first");
  });

  test.each(["a1", "a2"])("a call before what it does to its command, also on %s", async (node) => {
    const result = racingResult();
    const invocation = invocationNamed(result, `deploy@${node}`);
    const { messages } = await readMermaid(renderMermaid(result, invocation));
    const texts = messages.map(({ text }) => text.replace(/^\S+ s /, ""));
    const causes = ["CancelCommand", "command Cancelling", "status Cancelling"];
    const cancel = texts.filter((text) => causes.includes(text));
    expect(cancel[0]).toBe("CancelCommand");
    expect([...cancel].sort()).toEqual([...causes].sort());
    const times = messages.slice(1, -2).map(({ text }) => Number.parseFloat(text));
    expect(times).toEqual([...times].sort((left, right) => left - right));
  });

  test("of a run without commands that there was none", async () => {
    const result = playOnce("scenarios/terminated-node.yaml");
    const trace = result.shown.trace.filter(({ event }) => event !== "command.accepted");
    const { messages } = await readMermaid(
      renderMermaid({ ...result, shown: { ...result.shown, trace } }),
    );
    expect(messages.map(({ text }) => text)).toEqual(["no command was accepted"]);
  });
});

describe("which invocation is shown", () => {
  test("by names, by ids, or by both", () => {
    const result = racingResult();
    const { run, trace } = result.shown;
    const wanted = { command: run.commandIds["deploy"], node: run.nodeIds["a2"] };
    for (const command of ["deploy", wanted.command!]) {
      for (const node of ["a2", wanted.node!]) {
        expect(invocationNamed(result, `${command}@${node}`)).toEqual(wanted);
      }
    }
    for (const wrong of ["deploy", "deploy@a3", "@", "a2@deploy", ""]) {
      expect(invocationNamed(result, wrong)).toBeUndefined();
    }
    expect(invocationsOf(trace)).toHaveLength(2);
  });

  test("that of the complaint, else a race's, else a cancelled one's, else the first", () => {
    const failed = escapingResult();
    const { command, node } = failed.complaints[0]!.violation!;
    expect(invocationToShow(failed)).toEqual({ command, node });
    const racing = racingResult();
    const at = (name: string) => ({
      command: racing.shown.run.commandIds["deploy"]!,
      node: racing.shown.run.nodeIds[name]!,
    });
    expect(racing.complaints[0]?.node).toBe("a1");
    expect(invocationToShow(racing)).toEqual(at("a1"));
    const accepted = racing.shown.trace.findIndex(({ event }) => event === "command.accepted");
    const calm = racing.shown.trace.slice(0, accepted + 1);
    const run = { ...racing.shown.run, violations: [] };
    const uncomplaining = { complaints: [], runs: [run], shown: { run, trace: calm } };
    expect(invocationToShow(uncomplaining)).toEqual(invocationsOf(calm)[0]);
  });
});

describe("text in it", () => {
  const words = fc.constantFrom(
    ...["end", ";", "#", "#35;", "%%", "\n", '"', "<b>", "</script>", "-->>", ": ", "wrap:", "{}"],
    ...[
      "loop",
      "opt",
      "participant x",
      "😀",
      "ﬂ°°35¶ß",
      "\u2028",
      "as ",
      "&lt;",
      "`",
      "\\n",
      "Note",
    ],
  );
  const texts = fc.array(fc.oneof(words, fc.string({ unit: "binary" })), { maxLength: 8 });

  test("comes out as it went in, whatever it is", async () => {
    await fc.assert(
      fc.asyncProperty(
        texts.map((all) => all.join("")),
        async (text) => {
          const line = mermaidText(`x${text}y`);
          const { messages } = await readMermaid(`sequenceDiagram\na->>b: ${line}\n`);
          const whole = printable(`x${text}y`);
          const [message] = messages;
          if (line.endsWith("...")) expect(whole.startsWith(message!.text.slice(0, -3))).toBe(true);
          else expect(message?.text).toBe(whole);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("of names of nodes, commands and scenarios breaks no diagram", async () => {
    const result = playOnce("scenarios/cancel-loses.yaml");
    await fc.assert(
      fc.asyncProperty(
        texts.map((all) => all.join("")),
        async (text) => {
          const { messages, participants } = await readMermaid(
            renderMermaid(renamed(result, text)),
          );
          expect(participants.get("agent")).toContain("agent");
          expect(messages.length).toBeGreaterThan(10);
        },
      ),
      { numRuns: 40 },
    );
  });
});

function renamed(result: ScenarioResult, name: string): ScenarioResult {
  const { run, trace } = result.shown;
  const withName = (ids: Readonly<Record<string, string>>) => ({ [name]: Object.values(ids)[0]! });
  const named = {
    ...run,
    seed: name,
    nodeIds: withName(run.nodeIds),
    commandIds: withName(run.commandIds),
  };
  const events = trace.map((event) => ("step" in event ? { ...event, step: name } : event));
  const scenario = { ...result.scenario, name };
  return { ...result, scenario, shown: { run: named, trace: events } };
}

test("it is bounded, and says how much it has left out", async () => {
  const result = playOnce("scenarios/lost-reply.yaml");
  const [reply] = result.shown.trace.filter(({ event }) => event === "process.signalled");
  const many = Array.from({ length: 20_000 }, (_, index) => ({
    ...reply!,
    seq: 100_000 + index,
    signal: "😀".repeat(100),
  }));
  const trace = [...result.shown.trace, ...many];
  const before = process.cpuUsage();
  const text = renderMermaid({ ...result, shown: { ...result.shown, trace } });
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(1_000);
  expect(text.length).toBeLessThan(50_000);
  const { messages } = await readMermaid(text);
  const gaps = messages.filter(({ text: says }) =>
    /^\.\.\. \d+ lines? left out \.\.\.$/.test(says),
  );
  expect(gaps.length).toBeGreaterThan(0);
  const left = gaps.map(({ text: says }) => Number(/\d+/.exec(says)?.[0]));
  const shown = messages.length - gaps.length;
  expect(left.reduce((sum, one) => sum + one, 0) + shown).toBeGreaterThan(20_000);
});
