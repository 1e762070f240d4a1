import { describe, expect, test } from "vitest";
import {
  CUTS,
  STREAM_BYTES_MAX,
  STREAM_MARK,
  cutCharacters,
  limitStream,
} from "../../src/agent/output.ts";
import { Digest } from "../../src/kernel/digest.ts";
import { Written } from "../../src/world/written.ts";
import { cancel, facts, makeOnlineWorld, send } from "./fixture.ts";
import { N0, play } from "../scenario/runs.ts";

describe("what a run has written", () => {
  test("is told behind each write, each stream by itself", () => {
    const written = new Written();
    const upTo = (stream: "stdout" | "stderr", bytes: string) =>
      written.take(stream, bytes).map((fact) => fact["upTo"]);
    expect(upTo("stdout", "one\n")).toEqual([Digest.of("one\n")]);
    expect(upTo("stderr", "no")).toEqual([Digest.of("no")]);
    expect(upTo("stdout", "two\n")).toEqual([Digest.of("one\ntwo\n")]);
    expect(upTo("stdout", "")).toEqual([]);
  });

  test("is told of 64 writes, the last of which says so", () => {
    const written = new Written();
    const told = Array.from({ length: 100 }, () => written.take("stdout", "x")).flat();
    expect(told).toHaveLength(64);
    expect(told.map((fact) => fact["last"] === true)).toEqual(told.map((_, index) => index === 63));
  });

  test("is not told past what a report can hold, but where it is cut", () => {
    const written = new Written();
    const text = "äé".repeat(10_000).split("").join("");
    const told = [text, text].flatMap((bytes) => written.take("stdout", bytes));
    const whole = text + text;
    expect(told.map((fact) => fact["upTo"])).toEqual([
      Digest.of(text),
      ...CUTS.map((bytes) => Digest.of(whole.slice(0, bytes))),
      Digest.of(whole.slice(0, STREAM_BYTES_MAX + 1)),
    ]);
    expect(written.take("stdout", "more")).toEqual([]);
  });

  test.each([0, 1, 2, 3])("is cut at one of these places, %d bytes into a character", (shift) => {
    const text = "x".repeat(shift) + "\u00f0\u009f\u0098\u0080".repeat(7000);
    const kept = limitStream(text, cutCharacters).length - STREAM_MARK.length;
    expect(CUTS).toContain(kept);
  });

  test("stands in the trace, with what has escaped and when that is gone", () => {
    const made = makeOnlineWorld();
    const command = send(made.world, "echo a; setsid sleep 20 & echo b >&2; sleep 300", {
      InstanceIds: [N0],
    });
    play(made, 3000);
    cancel(made.world, command);
    play(made, 30_000);
    const about = { node: N0, command, step: "aws:runShellScript" };
    expect(facts(made.events, "process.wrote")).toMatchObject([
      { ...about, stream: "stdout", upTo: Digest.of("a\n") },
      { ...about, stream: "stderr", upTo: Digest.of("b\n") },
    ]);
    expect(facts(made.events, "reply.sent").find(({ step }) => step !== undefined)).toMatchObject({
      ...about,
      stdout: Digest.of("a\n"),
      stderr: Digest.of("b\n"),
    });
    const [escaped] = facts(made.events, "process.escaped");
    const [gone] = facts(made.events, "process.gone");
    expect(gone).toMatchObject({ node: N0, command });
    expect(gone!.atMs).toBeGreaterThan(escaped!.atMs + 10_000);
  });
});
