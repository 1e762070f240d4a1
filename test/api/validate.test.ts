import fc from "fast-check";
import { expect, test } from "vitest";
import { validate, validateShape } from "../../src/api/validate.ts";
import { OPERATIONS, type OperationName } from "../../src/ssm/operation.ts";
import type { Shape, StructureShape } from "../../src/ssm/shape.ts";
import { inputOf } from "./input-arbitrary.ts";
import { mutationsOf } from "./mutation.ts";

const COMMAND_ID = "0831e1a8-a1ac-4257-a1fd-c831b48c4107";
const NODE_ID = "i-02573cafcfEXAMPLE";
const NAMES = Object.keys(OPERATIONS) as OperationName[];

test.each([
  [
    "a missing member is null",
    "CancelCommand",
    {},
    "Value null at 'commandId' failed to satisfy constraint: Member must not be null",
  ],
  [
    "a null member is a missing one",
    "CancelCommand",
    { CommandId: null },
    "Value null at 'commandId' failed to satisfy constraint: Member must not be null",
  ],
  [
    "a short text",
    "CancelCommand",
    { CommandId: "short" },
    "Value 'short' at 'commandId' failed to satisfy constraint: " +
      "Member must have length greater than or equal to 36",
  ],
  [
    "a pattern prints as AWS writes it",
    "GetCommandInvocation",
    { CommandId: COMMAND_ID, InstanceId: "i-…" },
    "Value 'i-…' at 'instanceId' failed to satisfy constraint: " +
      "Member must satisfy regular expression pattern: (^i-(\\w{8}|\\w{17})$)|(^mi-\\w{17}$)",
  ],
  [
    "a list of texts is named once, with all constraints of its members",
    "CancelCommand",
    { CommandId: COMMAND_ID, InstanceIds: ["i-a", "i-b,", "i-c"] },
    "Value '[i-a, i-b,, i-c]' at 'instanceIds' failed to satisfy constraint: " +
      "Member must satisfy constraint: [Member must have length less than or equal to 20, " +
      "Member must have length greater than or equal to 10, " +
      "Member must satisfy regular expression pattern: (^i-(\\w{8}|\\w{17})$)|(^mi-\\w{17}$)]",
  ],
  [
    "a number below its range",
    "SendCommand",
    { DocumentName: "AWS-RunShellScript", TimeoutSeconds: 29 },
    "Value '29' at 'timeoutSeconds' failed to satisfy constraint: " +
      "Member must have value greater than or equal to 30",
  ],
  [
    "a word outside its enum",
    "SendCommand",
    { DocumentName: "AWS-RunShellScript", DocumentHashType: "Md5" },
    "Value 'Md5' at 'documentHashType' failed to satisfy constraint: " +
      "Member must satisfy enum value set: [Sha256, Sha1]",
  ],
  [
    "a member of a structure in a list, counted from 1",
    "SendCommand",
    { DocumentName: "AWS-RunShellScript", Targets: [{ Values: Array(51).fill("a") }] },
    `Value '[${Array(51).fill("a").join(", ")}]' at 'targets.1.member.values' failed to satisfy ` +
      "constraint: Member must have length less than or equal to 50",
  ],
  [
    "a list of structures prints as Java prints maps",
    "ListCommands",
    { Filters: Array(6).fill({ key: "Status", value: "Success" }) },
    `Value '[${Array(6).fill("{key=Status, value=Success}").join(", ")}]' at 'filters' failed to ` +
      "satisfy constraint: Member must have length less than or equal to 5",
  ],
  [
    "a null member of a list",
    "CancelCommand",
    { CommandId: COMMAND_ID, InstanceIds: [NODE_ID, null] },
    "Value null at 'instanceIds.2.member' failed to satisfy constraint: Member must not be null",
  ],
] as const)("%s", (_claim, operation, body, expected) => {
  expect(validate(operation, body)).toEqual({
    ok: false,
    code: "ValidationException",
    message: `1 validation error detected: ${expected}`,
  });
});

test("all violations stand in one message", () => {
  const result = validate("CancelCommand", { InstanceIds: Array(51).fill(NODE_ID) });
  expect(result).toMatchObject({ ok: false, code: "ValidationException" });
  expect(!result.ok && result.message).toMatch(
    /^2 validation errors detected: Value null at 'commandId' .*; Value '\[.*' at 'instanceIds' /,
  );
});

test("the first 100 violations are listed, and all are counted", () => {
  const result = validate("AddTagsToResource", {
    ResourceType: "ManagedInstance",
    ResourceId: "mi-1",
    Tags: Array(1000).fill({ Key: "", Value: "" }),
  });
  expect(!result.ok && result.message.split("; ")).toHaveLength(100);
  expect(!result.ok && result.message).toMatch(/^1000 validation errors detected: /);
});

test.each([
  [[], "Start of list found where not expected"],
  [null, "Start of structure or map found where not expected"],
  [{ CommandId: 36 }, "NUMBER_VALUE can not be converted to a String"],
  [{ CommandId: 3.6 }, "DECIMAL_VALUE can not be converted to a String"],
  [{ CommandId: true }, "TRUE_VALUE can not be converted to a String"],
  [{ CommandId: {} }, "Start of structure or map found where not expected"],
  [{ InstanceIds: "i-1" }, "STRING_VALUE can not be converted to a List"],
  [{ InstanceIds: [[]] }, "Start of list found where not expected"],
])("a wrong JSON type comes before every constraint: %j", (body, message) => {
  expect(validate("CancelCommand", body)).toEqual({
    ok: false,
    code: "SerializationException",
    message,
  });
});

test.each([30.5, 1e10, "30", Infinity])("%s is not a 32-bit integer", (TimeoutSeconds) => {
  const result = validate("SendCommand", { DocumentName: "AWS-RunShellScript", TimeoutSeconds });
  expect(result).toMatchObject({ ok: false, code: "SerializationException" });
});

test("a secret is not echoed, neither alone nor inside another value", () => {
  const secret = { type: "string", max: 3, sensitive: true } as const;
  const members = { Secret: secret, List: { type: "list", max: 0, member: secret } } as const;
  const result = validateShape(
    { type: "structure", members, required: [] },
    { Secret: "hunter2", List: ["hunter2"] },
  );
  expect(!result.ok && result.message).toBe(
    "3 validation errors detected: " +
      "Value at 'secret' failed to satisfy constraint: " +
      "Member must have length less than or equal to 3; " +
      "Value '[***]' at 'list' failed to satisfy constraint: " +
      "Member must have length less than or equal to 0; " +
      "Value '[***]' at 'list' failed to satisfy constraint: " +
      "Member must satisfy constraint: [Member must have length less than or equal to 3]",
  );
});

test("unknown members are ignored, and keys of Object.prototype are keys like any other", () => {
  const body = JSON.parse(
    `{"CommandId":"${COMMAND_ID}","Unknown":1,"__proto__":{"InstanceIds":["x"]},"toString":2}`,
  ) as unknown;
  expect(validate("CancelCommand", body)).toEqual({ ok: true, value: { CommandId: COMMAND_ID } });

  const parameters = JSON.parse('{"__proto__":["a"],"constructor":["b"]}') as unknown;
  const result = validate("SendCommand", { DocumentName: "Document", Parameters: parameters });
  expect(result.ok && JSON.stringify(result.value.Parameters)).toBe(
    '{"__proto__":["a"],"constructor":["b"]}',
  );
  expect(({} as Record<string, unknown>).a).toBeUndefined();
});

test.each(NAMES)("a generated valid input of %s passes, unchanged", (name) => {
  fc.assert(
    fc.property(inputOf(OPERATIONS[name].input), (input) => {
      expect(validate(name, input)).toEqual({ ok: true, value: input });
    }),
    { numRuns: 30 },
  );
});

test.each(NAMES)("every single mutation of an input of %s fails with its constraint", (name) => {
  const shape: StructureShape = OPERATIONS[name].input;
  fc.assert(
    fc.property(inputOf(shape), (input) => {
      for (const { body, code, message } of mutationsOf(shape, input)) {
        expect(validate(name, body)).toEqual({ ok: false, code, message });
      }
    }),
    { numRuns: 8 },
  );
});

test("arbitrary JSON never throws", () => {
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), fc.jsonValue({ maxDepth: 6 }), (name, body) => {
      expect(typeof validate(name, body).ok).toBe("boolean");
    }),
  );
});

test("JSON of the right names and wrong everything else never throws", () => {
  const names = NAMES.flatMap((name) => Object.keys(OPERATIONS[name].input.members));
  const body = fc.dictionary(fc.constantFrom(...names), fc.jsonValue());
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), body, (name, json) => {
      expect(typeof validate(name, json).ok).toBe("boolean");
    }),
  );
});

test("a body nested 100,000 deep costs nothing", () => {
  const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`) as unknown;
  expect(validate("CancelCommand", { CommandId: COMMAND_ID, Unknown: deep }).ok).toBe(true);
  expect(validate("CancelCommand", { CommandId: deep }).ok).toBe(false);
});

/** Texts on which a pattern that backtracks would need years: 100,000 characters each. */
test("no pattern backtracks", () => {
  const texts = ["a", " ", "1", "-", "0123456789", "i-", "\\", "eks_c:a_"].map(
    (part) => `${part.repeat(Math.ceil(100_000 / part.length))}\n`,
  );
  const startedAt = process.cpuUsage();
  for (const pattern of patternsOf(Object.values(OPERATIONS).map((each) => each.input))) {
    for (const text of texts) pattern.test(text);
  }
  // 25 patterns x 8 texts x 100 kB are 20 MB; a linear pass over them takes well under a second.
  expect(process.cpuUsage(startedAt).user / 1000).toBeLessThan(5_000);
});

function patternsOf(shapes: readonly Shape[]): RegExp[] {
  return shapes.flatMap((shape) => {
    if (shape.type === "string") return shape.pattern === undefined ? [] : [shape.pattern.regExp];
    if (shape.type === "list") return patternsOf([shape.member]);
    if (shape.type === "map") return patternsOf([shape.value]);
    return shape.type === "structure" ? patternsOf(Object.values(shape.members)) : [];
  });
}
