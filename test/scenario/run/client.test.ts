/** What the client of a run makes of answers that no Run Command gives: a failure, and no crash. */
import { expect, test } from "vitest";
import { Cast } from "../../../src/scenario/run/cast.ts";
import { Client } from "../../../src/scenario/run/client.ts";
import type { CallFailure } from "../../../src/scenario/run/call-failure.ts";
import type { Calls } from "../../../src/scenario/run/scene.ts";
import { stepComplaints } from "../../../src/scenario/verdict/step.ts";
import type { ClientRequest } from "../../../src/world/client-calls.ts";
import { at, cancel, next, node, played, poll, scenario, send } from "./scenario.ts";

const ID = "i-00000000000000001";

/** A client that is answered at once, always the same. */
function clientOf(status: number, body: string): Client {
  const send = (request: ClientRequest): object => {
    request.answered({ status, body, requestId: "" });
    return {};
  };
  const calls: Calls = { count: 0, send };
  return new Client(calls, new Cast([node("a1")], [ID]));
}

const PAGE = "<html>\n  <body>502 Bad Gateway</body>\n</html>";

test.each([
  [502, PAGE, "a JSON object; found status 502 with <html> <body>502 Bad Gateway</body> </html>"],
  [200, "", "a JSON object; found status 200 with an empty body"],
  [200, " \n", "a JSON object; found status 200 with an empty body"],
  [200, "null", "a JSON object; found status 200 with null"],
  [200, "[]", "a JSON object; found status 200 with []"],
  [200, "x".repeat(500), `a JSON object; found status 200 with ${"x".repeat(80)}...`],
  [404, '{"error":"no"}', '__type; found status 404 with {"error":"no"}'],
  [200, "{}", "Command.CommandId; found none"],
  [200, '{"Command":{"CommandId":5}}', "Command.CommandId; found none"],
])("a send that is answered %i %j has failed", (status, body, words) => {
  const client = clientOf(status, body);
  const failures: (CallFailure | undefined)[] = [];
  client.send(send("deploy", "true"), (failure) => failures.push(failure));
  const says = `expected an answer with ${words}; the call counts as failed`;
  expect(failures).toEqual([{ code: "UnreadableAnswer", says }]);
  expect(client.knows("deploy")).toBe(false);
});

test("an error of AWS's is one, with and without words", () => {
  const failures: (CallFailure | undefined)[] = [];
  for (const body of ['{"__type":"InvalidCommandId"}', '{"__type":"A","Message":"b"}']) {
    clientOf(400, body).cancel("deploy", undefined, (failure) => failures.push(failure));
  }
  expect(failures).toEqual([
    { code: "InvalidCommandId", says: "" },
    { code: "A", says: "b" },
  ]);
});

test("a poll shows nothing of what it can't read, and says so", () => {
  const asked: unknown[] = [];
  clientOf(500, PAGE).ask("deploy", "a1", (shown, failure) => asked.push(shown, failure?.code));
  expect(asked).toEqual([[], "UnreadableAnswer"]);
});

test.each([0, 1, 2])("a run in which step %i could not be read has proven nothing", (index) => {
  const one = scenario([
    at(0, send("deploy", "true")),
    next(poll("Success")),
    next(cancel("deploy")),
  ]);
  const { result } = played(one);
  expect(stepComplaints(one, [result])).toEqual([]);
  const refusal = { step: index, operation: "O", code: "UnreadableAnswer", says: "expected x" };
  const [complaint, ...more] = stepComplaints(one, [{ ...result, refusals: [refusal] }]);
  expect(more).toEqual([]);
  expect(complaint).toMatchObject({ exit: 2 });
  expect(complaint?.says).toContain(`expected step ${index + 1}`);
  expect(complaint?.says).toContain("to be answered by Run Command; O failed: expected x");
});
