/** Activations and what they register, as the api room answers. */
import { describe, expect, test } from "vitest";
import { handleCall } from "../../src/api/handle-call.ts";
import type { ApiRequest } from "../../src/api/handle-call.ts";
import { Controller } from "../../src/controller/controller.ts";
import type { SavedRow } from "../../src/controller/controller.ts";
import type { ControllerEffect } from "../../src/controller/input.ts";
import { CONTROLLER_DEFAULTS } from "../../src/controller/options.ts";
import { Effects } from "../../src/kernel/effect.ts";
import { Prng } from "../../src/kernel/prng.ts";

const CODE = "abcdefghijklmnopqrst";
const KEY = "A".repeat(392);
const DAY_MS = 86_400_000;
type Body = Readonly<Record<string, unknown>>;

class Bench {
  controller = new Controller(CONTROLLER_DEFAULTS, Prng.seeded("1"));
  nowMs = 0;
  readonly rows = new Map<string, SavedRow>();

  call(operation: string, input: Body = {}, rest: Partial<ApiRequest> = {}) {
    const effects = new Effects<ControllerEffect>(false);
    const request = {
      target: `AmazonSSM.${operation}`,
      body: JSON.stringify(input),
      secrets: { activationCode: CODE, credentials: CREDENTIALS },
      ...rest,
    };
    const { status, body } = handleCall(this.controller, request, this.nowMs, effects);
    for (const effect of effects.list) {
      if (effect.type !== "storeRecord") continue;
      const { table, key, record } = effect;
      if (record === undefined) this.rows.delete(`${table}/${key}`);
      else {
        const saved: unknown = JSON.parse(JSON.stringify(record.save()));
        this.rows.set(`${table}/${key}`, { table, key, record: saved });
      }
    }
    return { status, ...(JSON.parse(body) as Body) } as Body;
  }

  activate(input: Body = {}): string {
    return this.call("CreateActivation", { IamRole: "Role", ...input })["ActivationId"] as string;
  }

  register(ActivationId: string, input: Body = {}) {
    return this.call("RegisterManagedInstance", {
      ...{ ActivationId, ActivationCode: CODE, Fingerprint: "f", PublicKey: KEY },
      ...{ PublicKeyType: "Rsa", ...input },
    });
  }

  restart(): void {
    const { options } = this.controller;
    this.controller = Controller.restore(options, this.rows.values(), Prng.seeded("2"));
  }
}

const CREDENTIALS = {
  ...{ accessKeyId: "ASIA", secretAccessKey: "secret", sessionToken: "token" },
  expiresMs: 1_767_229_200_500,
};

describe("an activation", () => {
  test("is told once, described without its code, and gone when it is deleted", () => {
    const bench = new Bench();
    const created = bench.call("CreateActivation", {
      ...{
        IamRole: "Role",
        Description: "shop",
        DefaultInstanceName: "till",
        RegistrationLimit: 2,
      },
      Tags: [{ Key: "role", Value: "till" }],
    });
    const id = created["ActivationId"];
    expect(created).toEqual({ status: 200, ActivationId: id, ActivationCode: CODE });
    expect(bench.call("DescribeActivations")["ActivationList"]).toEqual([
      {
        ...{ ActivationId: id, Description: "shop", DefaultInstanceName: "till", IamRole: "Role" },
        ...{ RegistrationLimit: 2, RegistrationsCount: 0, Expired: false },
        ...{ ExpirationDate: 1_767_312_000, CreatedDate: 1_767_225_600 },
        Tags: [{ Key: "role", Value: "till" }],
      },
    ]);
    expect(JSON.stringify([...bench.rows.values()])).not.toContain(CODE);
    expect(bench.call("DeleteActivation", { ActivationId: id })).toEqual({ status: 200 });
    expect(bench.call("DescribeActivations")["ActivationList"]).toEqual([]);
    expect(bench.call("DeleteActivation", { ActivationId: id })).toMatchObject({
      ...{ status: 400, __type: "InvalidActivationId" },
    });
  });

  test.each([
    ["has passed", -1],
    ["is more than 30 days away", 30 * DAY_MS + 1],
  ])("is refused when its ExpirationDate %s", (_name, ms) => {
    const ExpirationDate = (CONTROLLER_DEFAULTS.epochMs + ms) / 1000;
    expect(new Bench().call("CreateActivation", { IamRole: "Role", ExpirationDate })).toMatchObject(
      { status: 400, __type: "InvalidParameters" },
    );
  });

  test.each([
    [{ FilterKey: "IamRole", FilterValues: ["Role"] }, 2],
    [{ FilterKey: "DefaultInstanceName", FilterValues: ["till", "desk"] }, 1],
    [{ FilterKey: "ActivationIds", FilterValues: ["none"] }, 0],
  ])("is found by the filter %j", (filter, count) => {
    const bench = new Bench();
    bench.activate();
    bench.activate({ DefaultInstanceName: "till" });
    const answer = bench.call("DescribeActivations", { Filters: [filter] });
    expect(answer["ActivationList"]).toHaveLength(count);
  });
});

describe("RegisterManagedInstance", () => {
  test("makes a node of the activation's tags, name and role, over a restart too", () => {
    const bench = new Bench();
    const id = bench.activate({
      DefaultInstanceName: "till",
      Tags: [{ Key: "role", Value: "till" }],
    });
    bench.restart();
    const node = bench.register(id)["InstanceId"] as string;
    expect(node).toMatch(/^mi-[0-9a-f]{17}$/);
    bench.call("DeleteActivation", { ActivationId: id });
    bench.restart();
    const input = { InstanceId: node, AgentVersion: "3.3.0.0", PlatformType: "Linux" };
    expect(bench.call("UpdateInstanceInformation", input)).toEqual({ status: 200 });
    const Filters = [{ Key: "ActivationIds", Values: [id] }];
    expect(bench.call("DescribeInstanceInformation", { Filters })).toMatchObject({
      InstanceInformationList: [
        {
          ...{ InstanceId: node, ResourceType: "ManagedInstance", ActivationId: id },
          ...{ IamRole: "Role", Name: "till", RegistrationDate: 1_767_225_600 },
        },
      ],
    });
    const tags = { ResourceType: "ManagedInstance", ResourceId: node };
    expect(bench.call("ListTagsForResource", tags)).toMatchObject({
      TagList: [{ Key: "role", Value: "till" }],
    });
  });

  test.each([
    ["another code", { ActivationCode: "bbbbbbbbbbbbbbbbbbbb" }, 0, "don't match"],
    [
      "a code that is no text of ours",
      { ActivationCode: "\u{1f600}".repeat(20) },
      0,
      "don't match",
    ],
    ["an unknown id", { ActivationId: "0".repeat(36) }, 0, "don't match"],
    ["an activation that has expired", {}, DAY_MS, "expired"],
  ])("with %s is InvalidActivation", (_name, input, nowMs, text) => {
    const bench = new Bench();
    const id = bench.activate();
    bench.nowMs = nowMs;
    expect(bench.register(id, input)).toMatchObject({
      ...{ status: 400, __type: "InvalidActivation" },
      Message: expect.stringContaining(text) as string,
    });
  });

  test("past the limit, or after the activation was deleted, is InvalidActivation", () => {
    const bench = new Bench();
    const id = bench.activate();
    expect(bench.register(id)["status"]).toBe(200);
    expect(bench.register(id)).toMatchObject({ __type: "InvalidActivation" });
    expect(bench.call("DescribeActivations")).toMatchObject({
      ActivationList: [{ RegistrationLimit: 1, RegistrationsCount: 1 }],
    });
    const other = bench.activate();
    bench.call("DeleteActivation", { ActivationId: other });
    expect(bench.register(other)).toMatchObject({ __type: "InvalidActivation" });
  });
});

describe("a registered node", () => {
  function registered() {
    const bench = new Bench();
    return { bench, node: bench.register(bench.activate())["InstanceId"] as string };
  }

  test("gets credentials for its own fingerprint alone", () => {
    const { bench, node: caller } = registered();
    const ask = (Fingerprint: string, rest: Partial<ApiRequest>) =>
      bench.call("RequestManagedInstanceRoleToken", { Fingerprint }, rest);
    expect(ask("f", { caller })).toEqual({
      ...{ status: 200, AccessKeyId: "ASIA", SecretAccessKey: "secret", SessionToken: "token" },
      ...{ TokenExpirationDate: 1_767_229_200.5, UpdateKeyPair: false },
    });
    expect(ask("g", { caller })["__type"]).toBe("MachineFingerprintDoesNotMatch");
    expect(ask("f", {})["__type"]).toBe("AccessDeniedException");
    expect(ask("f", { caller, secrets: {} })["__type"]).toBe("InternalServerError");
  });

  test("may report of itself, and neither of others nor anything else", () => {
    const { bench, node: caller } = registered();
    const health = (InstanceId: string) =>
      bench.call("UpdateInstanceInformation", { InstanceId }, { caller });
    expect(health(caller)["status"]).toBe(200);
    expect(health("mi-00000000000000000")["__type"]).toBe("AccessDeniedException");
    expect(bench.call("ListCommands", {}, { caller })["__type"]).toBe("AccessDeniedException");
  });

  test("changes its key, and keeps it over a restart", () => {
    const { bench, node: caller } = registered();
    const NewPublicKey = "B".repeat(392);
    const input = { NewPublicKey, NewPublicKeyType: "Rsa" };
    expect(bench.call("UpdateManagedInstancePublicKey", input, { caller })["status"]).toBe(200);
    expect(bench.call("UpdateManagedInstancePublicKey", input)["__type"]).toBe(
      "AccessDeniedException",
    );
    bench.restart();
    expect(bench.controller.nodes.get(caller)?.registration?.publicKey).toBe(NewPublicKey);
  });

  test("that was deregistered does not come back by itself, over a restart too", () => {
    const { bench, node: InstanceId } = registered();
    expect(bench.call("DeregisterManagedInstance", { InstanceId })).toEqual({ status: 200 });
    bench.restart();
    expect(bench.call("UpdateInstanceInformation", { InstanceId })["__type"]).toBe(
      "InvalidInstanceId",
    );
    expect(bench.call("DeregisterManagedInstance", { InstanceId })["__type"]).toBe(
      "InvalidInstanceId",
    );
  });
});
