import { describe, expect, test } from "vitest";
import { admitsAgent, deniesChannel } from "../../src/controller/channel.ts";
import { NODE, OTHER, Rig, THIRD } from "./rig.ts";

function listed(rig: Rig, input: object = {}): readonly string[] {
  const { body } = rig.call("DescribeInstanceInformation", input);
  return body.InstanceInformationList.map(({ InstanceId }) => InstanceId);
}

describe("PingStatus", () => {
  test("is Online from the first report, and ConnectionLost after two missed ones and a grace", () => {
    const rig = new Rig();
    rig.addNode();
    rig.advance(300_000);
    rig.health();
    rig.advance(629_999);
    expect(rig.facts("ping.changed")).toEqual([
      { event: "ping.changed", node: NODE, from: null, to: "Online" },
    ]);
    rig.advance(1);
    expect(rig.facts("ping.changed").at(-1)).toMatchObject({ to: "ConnectionLost" });
    rig.health();
    expect(rig.facts("ping.changed").at(-1)).toMatchObject({
      from: "ConnectionLost",
      to: "Online",
    });
  });

  test("is lost for each node by itself, also where another one was removed", () => {
    const rig = new Rig();
    for (const node of [NODE, OTHER, THIRD]) {
      rig.addNode(node);
      rig.advance(1000);
    }
    rig.input({ type: "node.removed", node: OTHER });
    rig.advance(629_000 - 2000);
    rig.advance(2000);
    const lost = rig.facts("ping.changed").filter(({ to }) => to === "ConnectionLost");
    expect(lost.map(({ node }) => node)).toEqual([NODE, THIRD]);
  });

  test("and LastPingDateTime move with reports only, not with the channel", () => {
    const rig = new Rig();
    rig.addNode();
    rig.advance(100_000);
    rig.close();
    rig.open();
    const [node] = rig.call("DescribeInstanceInformation").body.InstanceInformationList;
    expect(node).toMatchObject({ PingStatus: "Online", LastPingDateTime: 1_767_225_600 });
  });
});

describe("health reports", () => {
  test("that say less leave what was known", () => {
    const rig = new Rig();
    rig.addNode();
    rig.health(NODE, { platformName: "", ipAddress: "", agentVersion: "3.3.1.0" });
    const [node] = rig.call("DescribeInstanceInformation").body.InstanceInformationList;
    expect(node).toMatchObject({
      PlatformName: "Ubuntu",
      IPAddress: "10.0.0.1",
      AgentVersion: "3.3.1.0",
    });
  });

  test("of a Terminated node are refused", () => {
    const rig = new Rig();
    rig.addNode();
    rig.input({ type: "node.stateChanged", node: NODE, state: "Terminated" });
    expect(rig.health()).toBe(false);
    const { status, body } = rig.call("UpdateInstanceInformation", { InstanceId: NODE });
    expect([status, body.__type]).toEqual([400, "InvalidInstanceId"]);
  });

  test("of an agent that nobody announced make it a node", () => {
    const rig = new Rig();
    const report = { InstanceId: THIRD, AgentVersion: "3.3.0.0", PlatformType: "Linux" };
    expect(rig.call("UpdateInstanceInformation", report)).toEqual({ status: 200, body: {} });
    expect(listed(rig)).toEqual([THIRD]);
    expect(rig.facts("node.registered")).toHaveLength(1);
  });

  test("of an unknown agent are refused when the options say so", () => {
    const rig = new Rig({ admitUnknownAgents: false });
    expect(rig.health(THIRD)).toBe(false);
    expect(rig.controller.nodes.size).toBe(0);
  });
});

describe("a control channel", () => {
  test.each([
    ["Pending", true],
    ["Running", true],
    ["Stopping", true],
    ["Stopped", true],
    ["Shutting-down", false],
    ["Terminated", false],
  ] as const)("of a node that is %s is admitted: %s", (state, admitted) => {
    const rig = new Rig();
    rig.addNode();
    rig.input({ type: "node.stateChanged", node: NODE, state });
    expect(admitsAgent(rig.controller, NODE)).toBe(admitted);
  });

  test("of an unknown agent is admitted once it has reported its health, and carries a command", () => {
    const rig = new Rig();
    expect(admitsAgent(rig.controller, THIRD)).toBe(false);
    rig.open(THIRD);
    expect(rig.controller.nodes.size).toBe(0);
    rig.health(THIRD);
    expect(admitsAgent(rig.controller, THIRD)).toBe(true);
    rig.open(THIRD);
    const id = rig.send([THIRD]);
    expect(rig.jobs("sendCommand", THIRD)).toHaveLength(1);
    expect(rig.statusOf(id, THIRD)).toBe("Pending/Pending");
  });

  test("of a node beyond nodesMax is not admitted, nor the node", () => {
    const rig = new Rig({ nodesMax: 1 });
    rig.addNode();
    expect(rig.health(OTHER)).toBe(false);
    expect(admitsAgent(rig.controller, OTHER)).toBe(false);
    expect(rig.controller.nodes.size).toBe(1);
  });
});

describe("DescribeInstanceInformation", () => {
  function fleet(): Rig {
    const rig = new Rig();
    rig.addNode(NODE, { tags: { role: "web", env: "test" } });
    rig.addNode(OTHER, { tags: { role: "db" } });
    rig.addNode(THIRD, { tags: {} });
    rig.health(THIRD, { platformType: "Windows", agentVersion: "3.2.0.0" });
    return rig;
  }

  test("does not show Stopped and Terminated nodes, nor such as never reported", () => {
    const rig = fleet();
    rig.input({ type: "node.stateChanged", node: NODE, state: "Stopped" });
    rig.input({ type: "node.stateChanged", node: OTHER, state: "Terminated" });
    rig.addNode("i-0123456789abcdef9", { online: false });
    expect(listed(rig)).toEqual([THIRD]);
  });

  test.each([
    [[{ Key: "tag:role", Values: ["web", "db"] }], [NODE, OTHER]],
    [[{ Key: "tag-key", Values: ["env"] }], [NODE]],
    [
      [
        { Key: "tag:role", Values: ["web"] },
        { Key: "tag:env", Values: ["other"] },
      ],
      [],
    ],
    [[{ Key: "InstanceIds", Values: [OTHER, THIRD] }], [OTHER, THIRD]],
    [[{ Key: "PlatformType", Values: ["Windows"] }], [THIRD]],
    [[{ Key: "ResourceType", Values: ["EC2Instance"] }], [NODE, OTHER]],
    [[{ Key: "PingStatus", Values: ["Online"] }], [NODE, OTHER, THIRD]],
    [[{ Key: "AgentVersion", Values: ["3.2.0.0"] }], [THIRD]],
    [[{ Key: "SourceTypes", Values: ["AWS::EC2::Instance"] }], [NODE, OTHER]],
  ])("with Filters %j shows %j", (Filters, ids) => {
    expect(listed(fleet(), { Filters })).toEqual(ids);
  });

  test("takes the older filter list as well", () => {
    const list = [{ key: "PlatformTypes", valueSet: ["Windows"] }];
    expect(listed(fleet(), { InstanceInformationFilterList: list })).toEqual([THIRD]);
  });

  const older = [{ key: "PingStatus", valueSet: ["Online"] }];
  test.each([
    ["InvalidFilterKey", { Filters: [{ Key: "Colour", Values: ["red"] }] }],
    [
      "InvalidFilterKey",
      {
        Filters: [
          { Key: "tag:role", Values: ["web"] },
          { Key: "PingStatus", Values: ["Online"] },
        ],
      },
    ],
    [
      "InvalidFilterKey",
      {
        InstanceInformationFilterList: older,
        Filters: [{ Key: "PingStatus", Values: ["Online"] }],
      },
    ],
    ["InvalidInstanceId", { Filters: [{ Key: "InstanceIds", Values: ["i-ffffffffffffffff0"] }] }],
    [
      "InvalidInstanceInformationFilterValue",
      { Filters: [{ Key: "PingStatus", Values: ["Online", "Offline"] }] },
    ],
    [
      "InvalidInstanceInformationFilterValue",
      { InstanceInformationFilterList: [{ key: "PlatformTypes", valueSet: ["BSD"] }] },
    ],
    ["ValidationException", { MaxResults: 4 }],
    ["InvalidNextToken", { NextToken: "x" }],
  ])("answers %s to %j", (code, input) => {
    const { status, body } = fleet().call("DescribeInstanceInformation", input);
    expect([status, body.__type]).toEqual([400, code]);
  });
});

describe("GetConnectionStatus", () => {
  test("follows the channel; what is unknown is notconnected", () => {
    const rig = new Rig();
    rig.addNode();
    const status = (Target: string) => rig.call("GetConnectionStatus", { Target }).body;
    expect(status(NODE)).toEqual({ Target: NODE, Status: "connected" });
    rig.close();
    expect(status(NODE)).toEqual({ Target: NODE, Status: "notconnected" });
    expect(status("anything")).toEqual({ Target: "anything", Status: "notconnected" });
  });
});

describe("tags", () => {
  const resource = { ResourceType: "ManagedInstance", ResourceId: THIRD };

  test("of mi- nodes can be added, listed and removed, and are targets then", () => {
    const rig = new Rig();
    rig.addNode(THIRD);
    const Tags = [
      { Key: "role", Value: "web" },
      { Key: "env", Value: "" },
    ];
    expect(rig.call("AddTagsToResource", { ...resource, Tags }).body).toEqual({});
    expect(rig.call("ListTagsForResource", resource).body).toEqual({ TagList: Tags });
    rig.call("RemoveTagsFromResource", { ...resource, TagKeys: ["env", "other"] });
    expect(rig.call("ListTagsForResource", resource).body).toEqual({ TagList: [Tags[0]] });
    const id = rig.send([], { Targets: [{ Key: "tag:role", Values: ["web"] }] });
    expect(rig.statusOf(id, THIRD)).toBe("Pending/Pending");
  });

  test("a target knows every change of them, also after it was asked before", () => {
    const rig = new Rig();
    const targets = (value = "web"): string[] => {
      const id = rig.send([], { Targets: [{ Key: "tag:role", Values: [value, value, "none"] }] });
      return [...rig.controller.commands.get(id)!.invocations.keys()];
    };
    rig.addNode(THIRD, { tags: { role: "web" } });
    expect(targets()).toEqual([THIRD]);
    rig.addNode(NODE, { tags: { role: "web" } });
    expect(targets()).toEqual([THIRD, NODE]);
    rig.addNode(NODE, { tags: { role: "db" } });
    expect(targets()).toEqual([THIRD]);
    rig.call("AddTagsToResource", { ...resource, Tags: [{ Key: "role", Value: "db" }] });
    expect(targets("db")).toEqual([THIRD, NODE]);
    rig.call("RemoveTagsFromResource", { ...resource, TagKeys: ["role"] });
    expect(targets("db")).toEqual([NODE]);
    rig.input({ type: "node.removed", node: NODE });
    expect(targets("db")).toEqual([]);
  });

  test.each([
    ["InvalidResourceId", { ResourceType: "ManagedInstance", ResourceId: NODE }],
    ["InvalidResourceId", { ResourceType: "ManagedInstance", ResourceId: "mi-0000000000000000f" }],
    ["InvalidResourceType", { ResourceType: "Document", ResourceId: "x" }],
    ["ValidationException", { ResourceType: "Colour", ResourceId: "x" }],
  ])("%s: %j", (code, input) => {
    const rig = new Rig();
    rig.addNode();
    expect(rig.call("ListTagsForResource", input).body.__type).toBe(code);
  });

  test("are 50 at most", () => {
    const rig = new Rig();
    rig.addNode(THIRD);
    const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: "" }));
    const { body } = rig.call("AddTagsToResource", { ...resource, Tags });
    expect(body).toEqual({ __type: "TooManyTagsError" });
  });
});

describe("a node that is denied control channels", () => {
  test("stays so over a restart until it is allowed again; others are not, nor unknown ones", () => {
    const rig = new Rig();
    rig.addNode();
    rig.addNode(OTHER);
    rig.input({ type: "channel.denied", node: NODE });
    rig.input({ type: "channel.denied", node: THIRD });
    rig.restart();
    const denied = () => [NODE, OTHER, THIRD].map((id) => deniesChannel(rig.controller, id));
    expect(denied()).toEqual([true, false, false]);
    expect(admitsAgent(rig.controller, NODE)).toBe(true);
    rig.input({ type: "channel.allowed", node: NODE });
    rig.restart();
    expect(denied()).toEqual([false, false, false]);
  });

  test("keeps the channel that it has, and is forgotten with the node", () => {
    const rig = new Rig();
    rig.addNode();
    const { epoch } = rig.controller.nodes.get(NODE)!;
    rig.input({ type: "channel.denied", node: NODE });
    expect(rig.controller.nodes.get(NODE)?.epoch).toBe(epoch);
    rig.input({ type: "node.removed", node: NODE });
    rig.addNode();
    expect(deniesChannel(rig.controller, NODE)).toBe(false);
  });

  test("is every node with the option controlChannels=denied", () => {
    const rig = new Rig({ controlChannels: "denied" });
    rig.addNode();
    expect(deniesChannel(rig.controller, NODE)).toBe(true);
  });
});
