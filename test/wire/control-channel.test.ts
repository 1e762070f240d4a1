import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decodeCreateControlChannelAnswer,
  decodeCreateControlChannelRequest,
  encodeCreateControlChannelAnswer,
  encodeCreateControlChannelRequest,
} from "../../src/wire/create-control-channel.ts";
import {
  decodeOpenControlChannel,
  encodeOpenControlChannel,
} from "../../src/wire/open-control-channel.ts";
import { GOLDEN_OPEN_CONTROL_CHANNEL } from "./golden-frames.ts";

const RUNS = { seed: 3, numRuns: 500 };
const REFUSED = { type: "decodeError", code: "SIM_ERR_CREATE_CONTROL_CHANNEL" };

test("the recorded OpenControlChannel text is reproduced from its decoded message", () => {
  const message = decodeOpenControlChannel(GOLDEN_OPEN_CONTROL_CHANNEL);
  if ("type" in message) throw new Error(message.message);
  expect(message).toEqual({
    requestId: "35c4e9bd-7f74-4e23-86e0-4d6d97a4f1f5",
    tokenValue: "tok-78d0dc22-1122-4658-b5de-b416eea6b903",
    agentVersion: "3.3.0.0",
    platformType: "linux",
  });
  expect(encodeOpenControlChannel(message)).toBe(GOLDEN_OPEN_CONTROL_CHANNEL);
});

test.each(["", "x", "{}", "[]", '{"TokenValue":1}', " ".repeat(70_000)])(
  "the text '%.20s' opens nothing, and that is an answer",
  (text) => {
    expect(decodeOpenControlChannel(text)).toMatchObject({
      code: "SIM_ERR_OPEN_CONTROL_CHANNEL",
    });
  },
);

test("the request for a channel is read back", () => {
  const body = encodeCreateControlChannelRequest({ requestId: "r" });
  expect(body).toBe('{"MessageSchemaVersion":"1.0","RequestId":"r"}');
  expect(decodeCreateControlChannelRequest(body)).toEqual({ requestId: "r" });
  expect(decodeCreateControlChannelRequest("{}")).toMatchObject(REFUSED);
});

test("any token comes back from the XML answer", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (tokenValue) => {
      const body = encodeCreateControlChannelAnswer({ tokenValue });
      expect(decodeCreateControlChannelAnswer(body)).toEqual({ tokenValue });
    }),
    RUNS,
  );
});

test.each([
  ["without a prolog", "<a><TokenValue>t</TokenValue></a>"],
  ["with another root, order and more fields", "<r><X/><TokenValue>t</TokenValue><Y>z</Y></r>"],
  ["with attributes and white space", "<r a='1'>\n <TokenValue b = \"2\" >t</TokenValue >\n</r>"],
  ["with name spaces", '<n:r xmlns:n="u"><n:TokenValue>t</n:TokenValue></n:r>'],
  ["with a comment and CDATA", "<!-- <x> --><r><TokenValue><![CDATA[t]]></TokenValue></r>"],
  ["with entities", "<r><TokenValue>&#116;</TokenValue></r>"],
  ["with an element inside", "<r><TokenValue>t<b>no</b></TokenValue></r>"],
])("an answer %s is read", (_title, body) => {
  expect(decodeCreateControlChannelAnswer(body)).toEqual({ tokenValue: "t" });
});

test.each([
  "",
  "text",
  "<r></r>",
  "<r>",
  "<r><TokenValue>t</r>",
  "<r><a><TokenValue>t</TokenValue></a></r>",
  "<r><tokenvalue>t</tokenvalue></r>",
  "<AccessDeniedException><Message>no</Message></AccessDeniedException>",
  "<",
  "<!--".repeat(9_000),
  "<a ".repeat(20_000),
  "<a>".repeat(20_000),
  `<a${" ".repeat(60_000)}`,
  "x".repeat(70_000),
])("the body '%.40s' is no answer", (body) => {
  expect(decodeCreateControlChannelAnswer(body)).toMatchObject(REFUSED);
});

test("no text makes the readers throw", () => {
  const pieces = fc.constantFrom(
    "<",
    ">",
    "/",
    "a",
    " ",
    "=",
    '"',
    "&",
    ";",
    "!--",
    "]]>",
    "\ud800",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(pieces).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(text, (body) => {
      for (const read of [
        decodeCreateControlChannelAnswer,
        decodeCreateControlChannelRequest,
        decodeOpenControlChannel,
      ]) {
        expect(read(body)).toBeTypeOf("object");
      }
    }),
    RUNS,
  );
});
