import { Duplex } from "node:stream";
import { expect, test } from "vitest";
import { Gathering } from "../../../src/io/agent-link/gathering.ts";

test("what is written to a connection in one go leaves in one piece, behind it", async () => {
  const pieces: string[] = [];
  const stream = new Duplex({
    read: () => {},
    writev: (chunks, done) => {
      pieces.push(chunks.map(({ chunk }) => String(chunk)).join(""));
      done();
    },
  });
  const gathering = new Gathering();
  for (const text of ["a", "b"]) {
    gathering.gather(stream);
    stream.write(text);
  }
  expect(pieces).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  gathering.gather(stream);
  stream.write("c");
  await new Promise((resolve) => setImmediate(resolve));
  expect(pieces).toEqual(["ab", "c"]);
});
