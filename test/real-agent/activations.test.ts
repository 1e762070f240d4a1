/** Activations and registered nodes, as an unmodified SDK sees them. */
import {
  CreateActivationCommand,
  DeleteActivationCommand,
  DeregisterManagedInstanceCommand,
  DescribeActivationsCommand,
  DescribeInstanceInformationCommand,
  paginateDescribeActivations,
} from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { joined, withBench } from "./bench.ts";

test("an activation is described with what it was made with, and how much of it is used", async () => {
  await withBench(async ({ client, agent }) => {
    const ExpirationDate = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);
    const grant = {
      ...{ IamRole: "service-role/till", DefaultInstanceName: "till", Description: "shop" },
      ...{ RegistrationLimit: 3, Tags: [{ Key: "role", Value: "till" }] },
    };
    const made = await client.send(new CreateActivationCommand({ ...grant, ExpirationDate }));
    expect(made.ActivationId).toMatch(/^[0-9a-f-]{36}$/);
    expect(made.ActivationCode).toMatch(/^[a-z2-7]{20}$/);
    const { ActivationId, ActivationCode } = made;
    await agent().register({ ActivationId, ActivationCode });
    const { ActivationList = [] } = await client.send(new DescribeActivationsCommand({}));
    expect(ActivationList).toMatchObject([
      { ...grant, ActivationId, ExpirationDate, RegistrationsCount: 1, Expired: false },
    ]);
    expect(ActivationList[0]!.CreatedDate).toBeInstanceOf(Date);
    expect(JSON.stringify(ActivationList)).not.toContain(ActivationCode);
  });
});

test("activations come in pages, and by filters", async () => {
  await withBench(async ({ client, activate }) => {
    const ids = [];
    for (let made = 0; made < 5; made += 1) ids.push((await activate()).ActivationId);
    const found = [];
    const pages = paginateDescribeActivations({ client, pageSize: 2 }, {});
    for await (const { ActivationList = [] } of pages) {
      expect(ActivationList.length).toBeLessThanOrEqual(2);
      found.push(...ActivationList.map(({ ActivationId }) => ActivationId));
    }
    expect(found).toEqual(ids);
    const Filters = [{ FilterKey: "ActivationIds" as const, FilterValues: [ids[3]!] }];
    const { ActivationList } = await client.send(new DescribeActivationsCommand({ Filters }));
    expect(ActivationList?.map(({ ActivationId }) => ActivationId)).toEqual([ids[3]]);
  });
});

test("what can't be done has AWS's own error", async () => {
  await withBench(async (bench) => {
    const { client } = bench;
    const ActivationId = crypto.randomUUID();
    const fails = (call: Promise<unknown>, name: string) =>
      expect(call).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
    await fails(client.send(new DeleteActivationCommand({ ActivationId })), "InvalidActivationId");
    const short = new DeleteActivationCommand({ ActivationId: "x" });
    await fails(client.send(short), "ValidationException");
    const token = new DescribeActivationsCommand({ NextToken: "x" });
    await fails(client.send(token), "InvalidNextToken");
    const keyless = new DescribeActivationsCommand({ Filters: [{ FilterValues: ["x"] }] });
    await fails(client.send(keyless), "InvalidFilter");
    const past = { IamRole: "r", ExpirationDate: new Date(Date.now() - 60_000) };
    await fails(client.send(new CreateActivationCommand(past)), "InvalidParameters");
    const roleless = new CreateActivationCommand({ IamRole: undefined });
    await fails(client.send(roleless), "ValidationException");
    const many = new CreateActivationCommand({ IamRole: "r", RegistrationLimit: 1_001 });
    await fails(client.send(many), "ValidationException");
    const unknown = { InstanceId: "mi-0123456789abcdef9" };
    await fails(client.send(new DeregisterManagedInstanceCommand(unknown)), "InvalidInstanceId");
    const instance = { InstanceId: "i-0123456789abcdef0" };
    await fails(client.send(new DeregisterManagedInstanceCommand(instance)), "ValidationException");
  });
});

test("a node that was deregistered is gone, and its activation may be deleted before it", async () => {
  await withBench(async (bench) => {
    const { client } = bench;
    const agent = await joined(bench);
    const { ActivationList } = await client.send(new DescribeActivationsCommand({}));
    const { ActivationId } = ActivationList![0]!;
    await client.send(new DeleteActivationCommand({ ActivationId }));
    expect((await agent.health()).status).toBe(200);
    await client.send(new DeregisterManagedInstanceCommand({ InstanceId: agent.node }));
    const { InstanceInformationList } = await client.send(new DescribeInstanceInformationCommand());
    expect(InstanceInformationList).toEqual([]);
    expect((await agent.health()).status).toBe(403);
  });
});
