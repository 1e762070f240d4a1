/**
 * No field of a record is forgotten by its clone, its encoding or its stored form.
 */
import { describe, expect, test } from "vitest";
import { Activation } from "../../src/controller/activation.ts";
import { Command } from "../../src/controller/command.ts";
import { Controller } from "../../src/controller/controller.ts";
import { Document } from "../../src/controller/document.ts";
import { Invocation } from "../../src/controller/invocation.ts";
import { CONTROLLER_DEFAULTS } from "../../src/controller/options.ts";
import { RegisteredNode } from "../../src/controller/registered-node.ts";
import { Encoder } from "../../src/kernel/encoder.ts";
import { Prng } from "../../src/kernel/prng.ts";
import { HEALTH, NODE, OTHER, plain, Rig, STEP } from "./rig.ts";

type Record = Activation | Invocation | Command | RegisteredNode | Document;
/** A way to change one field so that it differs from its first value. */
type Change = (record: never) => void;

interface Row {
  readonly name: string;
  readonly make: () => Record;
  readonly fields: Readonly<globalThis.Record<string, Change>>;
  /** Fields that never change a decision, or are canonical only inside the controller. */
  readonly notEncoded: readonly string[];
  /** Fields that a restart forgets on purpose. */
  readonly notSaved: readonly string[];
  readonly restore: (saved: never) => Record;
}

const REGISTRATION = {
  ...{ activationId: "a", iamRole: "r", name: "n" },
  ...{ publicKey: "k", fingerprint: "f" },
};
const GRANT = {
  ...{ codeHash: "h", description: "", defaultInstanceName: "", iamRole: "r" },
  ...{ registrationLimit: 1, expiresMs: 5, tags: {} },
};

const DOCUMENT_TEXT = JSON.stringify({
  schemaVersion: "2.2",
  mainSteps: [{ action: "aws:runShellScript", name: "a", inputs: { runCommand: ["true"] } }],
});

const VERSION = {
  number: 1,
  ...{ versionName: "v", displayName: "d", targetType: "", createdMs: 1, format: "JSON" as const },
  text: DOCUMENT_TEXT,
  content: { schemaVersion: "2.2" as const },
  hash: "00",
};
const HEAD = { name: "Mine", serial: 1, createdMs: 1, requires: [], tags: { role: "web" } };

const ROWS: readonly Row[] = [
  {
    name: "Document",
    make: () => new Document(HEAD, VERSION),
    fields: {
      head: set("head", { ...HEAD, name: "Other" }),
      versions: set("versions", [VERSION, { ...VERSION, number: 2, hash: "11" }]),
      defaultNumber: set("defaultNumber", 2),
      nextNumber: set("nextNumber", 3),
    },
    notEncoded: [],
    notSaved: [],
    restore: (saved: Parameters<typeof Document.restore>[0]) => Document.restore(saved),
  },
  {
    name: "Invocation",
    make: () => new Invocation("c", NODE, 1),
    fields: {
      commandId: set("commandId", "d"),
      nodeId: set("nodeId", OTHER),
      serial: set("serial", 2),
      state: set("state", 3),
      cancelId: set("cancelId", "x"),
      offerMessageId: set("offerMessageId", "y"),
      hasUnansweredOffer: set("hasUnansweredOffer", true),
      offers: set("offers", 2),
      startedMs: set("startedMs", 5),
      steps: set("steps", { "aws:runShellScript": STEP }),
      traceOutput: set("traceOutput", "z"),
    },
    // Which command it belongs to shows by its place.
    notEncoded: ["commandId", "serial"],
    notSaved: ["offers"],
    restore: (saved: Parameters<typeof Invocation.restore>[0]) => Invocation.restore(saved),
  },
  {
    name: "Command",
    make: () => new Command("c", 1, requestOf(), 0),
    fields: {
      id: set("id", "d"),
      serial: set("serial", 2),
      request: set("request", { ...requestOf(), comment: "other" }),
      requestedMs: set("requestedMs", 7),
      invocations: (command: Command) => command.addInvocation(new Invocation("c", NODE, 1)),
      counts: (command: Command) => command.counts.fill(1),
      busy: set("busy", 1),
      held: (command: Command) => command.held.add(NODE),
      cancelRequested: set("cancelRequested", true),
      details: set("details", "Failed"),
    },
    // Counts follow from the invocations; the request never changes; an id counts by its place.
    notEncoded: ["id", "serial", "request", "counts", "busy"],
    notSaved: ["invocations", "counts", "busy", "held"],
    restore: (saved: Parameters<typeof Command.restore>[0]) => Command.restore(saved),
  },
  {
    name: "RegisteredNode",
    make: () => new RegisteredNode(NODE, 1, 0),
    fields: {
      id: set("id", OTHER),
      serial: set("serial", 2),
      registeredMs: set("registeredMs", 3),
      state: set("state", "Stopped"),
      tags: set("tags", { role: "web" }),
      profile: set("profile", "ideal"),
      host: set("host", "h"),
      registration: set("registration", REGISTRATION),
      health: set("health", HEALTH),
      pingStatus: set("pingStatus", "Online"),
      lastPingMs: set("lastPingMs", 4),
      epoch: set("epoch", 5),
      newestEpoch: set("newestEpoch", 5),
      heldReplies: set("heldReplies", [{ jobId: "j", messageId: "m" }]),
      fencedFrames: set("fencedFrames", 6),
      open: (node: RegisteredNode) => node.add(new Invocation("c", NODE, 1)),
    },
    notEncoded: [
      ...["serial", "registeredMs", "tags", "profile", "host", "registration", "health"],
      // Only counts once there is a ping status; see the test below.
      ...["lastPingMs", "newestEpoch", "fencedFrames", "open"],
    ],
    notSaved: ["heldReplies", "epoch", "newestEpoch", "fencedFrames", "open"],
    restore: (saved: Parameters<typeof RegisteredNode.restore>[0]) => RegisteredNode.restore(saved),
  },
  {
    name: "Activation",
    make: () => new Activation("a", 1, 0, GRANT),
    fields: {
      id: set("id", "b"),
      serial: set("serial", 2),
      createdMs: set("createdMs", 3),
      grant: set("grant", { ...GRANT, registrationLimit: 2 }),
      registrationsCount: set("registrationsCount", 1),
    },
    // An id counts by its place.
    notEncoded: ["id", "serial", "createdMs"],
    notSaved: [],
    restore: (saved: Parameters<typeof Activation.restore>[0]) => Activation.restore(saved),
  },
];

describe.each(ROWS)("$name", ({ make, fields, notEncoded, notSaved, restore }) => {
  test("has the fields that are tested here, and no others", () => {
    expect(Object.keys(make()).sort()).toEqual(Object.keys(fields).sort());
  });

  test.each(Object.keys(fields))("%s is in the clone, the encoding and the row", (field) => {
    const record = make();
    const encoded = hash(record);
    const saved = plain(record.save());
    fields[field]!(record as never);
    // Derived (counts) or built by others (open): a clone of the record alone does not have them.
    if (field !== "counts" && field !== "open") expect(record.clone()).toEqual(record);
    expect(hash(record) !== encoded).toBe(!notEncoded.includes(field));
    expect(same(plain(record.save()), saved)).toBe(notSaved.includes(field));
    if (!notSaved.includes(field)) {
      expect(restore(plain(record.save()) as never)).toEqual(record);
    }
  });
});

describe("Controller", () => {
  test("a clone has every field, and goes its own way", () => {
    const rig = new Rig();
    rig.addNode();
    rig.call("CreateDocument", { Name: "Mine", Content: DOCUMENT_TEXT });
    rig.controller.deniedChannels.add(NODE);
    const id = rig.send();
    const clone = rig.controller.clone();
    expect(Object.keys(clone).sort()).toEqual([
      ...["commands", "deniedChannels", "documents", "generation", "ids", "messageIds"],
      ...[
        "nextSerial",
        "nodes",
        "nodesBySerial",
        "openInvocations",
        "options",
        "registrations",
        "tagIndex",
      ],
    ]);
    expect(clone).toEqual(rig.controller);
    rig.reply(id, "Success");
    expect(clone).not.toEqual(rig.controller);
    expect(clone.openInvocations.size).toBe(1);
    expect(clone.nodes.get(NODE)?.open).toHaveLength(1);
    expect(clone.nodes.get(NODE)?.open[0]).toBe(clone.commands.get(id)?.invocations.get(NODE));
  });

  test("the encoding is that of a clone, and the same at another time with other ids", () => {
    const hashOf = (seed: string, nowMs: number): number => {
      const rig = new Rig();
      rig.controller = new Controller(CONTROLLER_DEFAULTS, Prng.seeded(seed));
      rig.nowMs = nowMs;
      rig.addNode();
      rig.cancel(rig.send());
      const encoder = new Encoder(rig.nowMs);
      rig.controller.encode(encoder);
      const again = new Encoder(rig.nowMs);
      rig.controller.clone().encode(again);
      const hashed = encoder.finish();
      expect(again.finish()).toBe(hashed);
      return hashed;
    };
    expect(hashOf("a", 0)).toBe(hashOf("b", 5000));
  });
});

test("LastPingDateTime is part of the encoding once there is a PingStatus", () => {
  const node = new RegisteredNode(NODE, 1, 0);
  node.pingStatus = "Online";
  const before = hash(node);
  node.lastPingMs = 9;
  expect(hash(node)).not.toBe(before);
});

function set(field: string, value: unknown): (record: object) => void {
  return (record) => Object.assign(record, { [field]: value });
}

function hash(record: { encode(encoder: Encoder): void }): number {
  const encoder = new Encoder(0);
  record.encode(encoder);
  return encoder.finish();
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function requestOf() {
  const rig = new Rig();
  rig.addNode();
  return rig.controller.commands.get(rig.send())!.request;
}
