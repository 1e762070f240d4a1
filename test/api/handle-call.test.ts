import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { handleCall } from "../../src/api/handle-call.ts";
import { ANSWERED_OPERATIONS } from "../../src/api/operation-table.ts";
import type { ControllerEffect } from "../../src/controller/input.ts";
import { Effects } from "../../src/kernel/effect.ts";
import { ERRORS } from "../../src/ssm/error.ts";
import { OPERATIONS } from "../../src/ssm/operation.ts";
import type { Shape } from "../../src/ssm/shape.ts";
import { NODE, Rig } from "../controller/rig.ts";

function call(rig: Rig, target: string | undefined, body: string, tracing = false) {
  const effects = new Effects<ControllerEffect>(tracing);
  const response = handleCall(rig.controller, { target, body }, rig.nowMs, effects);
  const json = JSON.parse(response.body) as Readonly<Record<string, string>>;
  return { ...response, json, effects };
}

describe("a call", () => {
  test.each([
    [undefined, "UnknownOperationException", 404],
    ["", "UnknownOperationException", 404],
    ["SendCommand", "UnknownOperationException", 404],
    ["AmazonSSM.", "UnknownOperationException", 404],
    ["AmazonSSM.NoSuchOperation", "UnknownOperationException", 404],
    ["AmazonSSM.toString", "UnknownOperationException", 404],
    ["AmazonSSM.ModifyDocumentPermission", "UnknownOperationException", 404],
    ["AmazonEC2.SendCommand", "UnknownOperationException", 404],
    ["AmazonSSM.sendcommand", "UnknownOperationException", 404],
  ])("with target %s is refused with %s", (target, code, status) => {
    const response = call(new Rig(), target, "{}");
    expect([response.json.__type, response.status]).toEqual([code, status]);
  });

  test("of an operation that is not simulated is told which are", () => {
    const { message } = call(new Rig(), "AmazonSSM.ModifyDocumentPermission", "{}").json;
    expect(message).toContain("ModifyDocumentPermission");
    for (const operation of ANSWERED_OPERATIONS) expect(message).toContain(operation);
  });

  test.each([undefined, "", "AmazonSSM."])(
    "with target %s is told what the header takes",
    (target) => {
      const { message } = call(new Rig(), target, "{}").json;
      expect(message).toMatch(
        /^X-Amz-Target names no operation; expected AmazonSSM\.<Operation>\./,
      );
    },
  );

  test.each(["{", "nul", '{"a":}', "[1,2", "\u0000"])("with body %j is not JSON", (body) => {
    const { status, json } = call(new Rig(), "AmazonSSM.ListCommands", body);
    expect([status, json.__type]).toEqual([400, "SerializationException"]);
  });

  test.each(["[]", "null", "1", '"x"', "true", '{"MaxResults":"5"}'])(
    "with body %s has the wrong JSON type",
    (body) => {
      const { json } = call(new Rig(), "AmazonSSM.ListCommands", body);
      expect(json.__type).toBe("SerializationException");
    },
  );

  test("without a body is one without members", () => {
    expect(call(new Rig(), "AmazonSSM.ListCommands", "").status).toBe(200);
  });

  test("with too long a body is refused before it is read", () => {
    const { status, json } = call(new Rig(), "AmazonSSM.ListCommands", "[".repeat(1_048_577));
    expect([status, json.__type]).toEqual([413, "RequestEntityTooLargeException"]);
  });

  test("has a request id of its own", () => {
    const rig = new Rig();
    const ids = [1, 2, 3].map(() => call(rig, "AmazonSSM.ListCommands", "{}").requestId);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("leaves a fact when it comes and one when it is answered, if anybody listens", () => {
    const { effects } = call(new Rig(), "AmazonSSM.CancelCommand", "{}", true);
    expect(effects.list).toMatchObject([
      { event: { event: "call.received", operation: "CancelCommand" } },
      {
        event: { event: "call.answered", operation: "CancelCommand", code: "ValidationException" },
      },
    ]);
    expect(call(new Rig(), "AmazonSSM.CancelCommand", "{}").effects.list).toEqual([]);
  });
});

describe("whatever comes in", () => {
  const targets = fc.oneof(
    fc.constant(undefined),
    fc.string(),
    fc.constantFrom(...Object.keys(OPERATIONS)).map((name) => `AmazonSSM.${name}`),
  );

  test("the answer is a JSON object with a known error, and the call never throws", () => {
    fc.assert(
      fc.property(targets, fc.oneof(fc.string(), fc.json(), anyInput()), (target, body) => {
        const rig = readyRig();
        const response = call(rig, target, body, true);
        expect(typeof response.json).toBe("object");
        if (response.status === 200) return;
        expect(Object.keys(ERRORS)).toContain(response.json.__type);
        expect(response.status).toBe(
          ERRORS[response.json.__type as keyof typeof ERRORS].httpStatus,
        );
      }),
      { numRuns: 2000 },
    );
  });

  test.each(ANSWERED_OPERATIONS)("%s answers with declared errors only", (operation) => {
    const { input, errors } = OPERATIONS[operation];
    const allowed = new Set<string>([
      ...errors,
      ...["ValidationException", "SerializationException", "ThrottlingException"],
    ]);
    fc.assert(
      fc.property(valueOf(input), (value) => {
        const { json, status } = call(readyRig(), `AmazonSSM.${operation}`, JSON.stringify(value));
        if (status !== 200) expect(allowed).toContain(json.__type);
      }),
      { numRuns: 150 },
    );
  });
});

const READY = makeReady();

function makeReady(): Rig {
  const rig = new Rig();
  rig.addNode();
  rig.send();
  return rig;
}

/** A fleet of one node with one command; each call gets a copy. */
function readyRig(): Rig {
  const rig = new Rig();
  rig.controller = READY.controller.clone();
  return rig;
}

function anyInput(): fc.Arbitrary<string> {
  return fc
    .constantFrom(...ANSWERED_OPERATIONS)
    .chain((operation) => valueOf(OPERATIONS[operation].input))
    .map((value) => JSON.stringify(value));
}

/** Values that are often near what a shape wants. */
function valueOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.type) {
    case "string": {
      const words = shape.enum ?? [];
      const known = [NODE, "AWS-RunShellScript", "1", [...READY.controller.commands.keys()][0]!];
      return fc.oneof(fc.constantFrom(...known, ...words), fc.string());
    }
    case "integer":
    case "long":
      return fc.oneof(fc.integer({ min: shape.min ?? 0, max: shape.max ?? 100 }), fc.double());
    case "boolean":
      return fc.boolean();
    case "timestamp":
      return fc.double();
    case "list":
      return fc.array(valueOf(shape.member), { maxLength: 4 });
    case "map": {
      const names = fc.constantFrom("commands", "executionTimeout", "__proto__", "toString");
      return fc.dictionary(names, valueOf(shape.value), { maxKeys: 3 });
    }
    case "structure": {
      const members = Object.entries(shape.members).map(([name, member]) => [
        name,
        valueOf(member),
      ]);
      return fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys: [...shape.required],
      });
    }
  }
}
