/** Everything an agent keeps has a bound, and past it something defined happens. */
import { expect, test } from "vitest";
import { cancelJob, jobId, line, sendJob } from "./jobs.ts";
import { Rig } from "./rig.ts";

test("past replyQueue a reply is stored at once, and none is lost", () => {
  const options = { commandWorkers: 10, replyWorkers: 1, replyQueue: 1 };
  const rig = new Rig({ options }).start();
  rig.acks = false;
  for (let index = 0; index < 4; index += 1) rig.deliver(sendJob(`c${index}`, ["say hi"]));
  rig.run(500);
  // Eight result replies: one waits for its ack, one for its turn, six are stored.
  expect(rig.agent?.replies).toHaveLength(2);
  expect(rig.store.replies.size).toBe(6);
});

test("past storedReplies new replies are lost, the kept ones stay", () => {
  const rig = new Rig({ options: { storedReplies: 3 } }).start();
  rig.acks = false;
  for (let index = 0; index < 4; index += 1) rig.deliver(sendJob(`c${index}`, ["say hi"]));
  rig.run(60_000);
  expect(rig.store.replies.size).toBe(3);
  expect(rig.facts.some(({ event, lost }) => event === "reply.stored" && lost === true)).toBe(true);
  const kept = [...rig.store.replies.keys()];
  rig.deliver(sendJob("late", ["say hi"]));
  rig.run(10_000);
  expect([...rig.store.replies.keys()]).toEqual(kept);
});

test("past jobTable no command is taken, though abandoned ones have given their slots back", () => {
  const options = { jobTable: 2, commandWorkers: 1, spawnMs: { minMs: 9e4, maxMs: 9e4 } };
  const rig = new Rig({ options }).start();
  for (const id of ["c1", "c2"]) {
    rig.deliver(sendJob(id, ["say hi"]));
    rig.deliver(cancelJob(`x-${id}`, jobId(id)));
    rig.run(11_000);
  }
  rig.deliver(sendJob("c3", ["say hi"]));
  expect(rig.sent.map(({ message }) => line(message)).at(-1)).toBe("c3 ack 51402");
});

test("a resend takes no more than a batch, and comes to the others later", () => {
  const rig = new Rig({ options: { resendBatch: 1 } }).start();
  rig.acks = false;
  rig.deliver(sendJob("c1", ["say hi"]));
  rig.run(5000);
  expect(rig.store.replies.size).toBe(2);
  rig.acks = true;
  rig.run(700_000);
  expect(rig.store.replies.size).toBe(0);
});
