import { expect, test } from "vitest";
import { BUILT_IN_DOCUMENTS } from "../../src/ssm/document.ts";
import { readPattern } from "../../src/ssm/pattern.ts";

test("AWS-RunShellScript runs its commands as one step of aws:runShellScript", () => {
  const document = BUILT_IN_DOCUMENTS.get("AWS-RunShellScript");
  expect(document?.content.schemaVersion).toBe("1.2");
  expect(Object.keys(document?.content.parameters ?? {})).toEqual([
    "commands",
    "workingDirectory",
    "executionTimeout",
  ]);
  expect(document?.content.runtimeConfig).toEqual({
    "aws:runShellScript": {
      properties: [
        {
          id: "0.aws:runShellScript",
          runCommand: "{{ commands }}",
          workingDirectory: "{{ workingDirectory }}",
          timeoutSeconds: "{{ executionTimeout }}",
        },
      ],
    },
  });
});

test("executionTimeout is 1..172800 seconds", () => {
  const parameters = BUILT_IN_DOCUMENTS.get("AWS-RunShellScript")?.content.parameters;
  const { regExp } = readPattern(parameters?.executionTimeout?.allowedPattern ?? "");
  const accepted = ["0", "1", "3600", "99999", "172800", "172801", "200000", "01", "-1", "1.5"];
  expect(accepted.filter((text) => regExp.test(text))).toEqual(["1", "3600", "99999", "172800"]);
});

test("every built-in document is found by its name, and belongs to Amazon", () => {
  for (const [name, document] of BUILT_IN_DOCUMENTS) {
    expect(document).toMatchObject({ name, owner: "Amazon", documentType: "Command" });
  }
  expect([...BUILT_IN_DOCUMENTS.keys()]).toHaveLength(2);
});
