import { describe, expect, test } from "vitest";
import { seededChooser } from "../../src/kernel/chooser.ts";
import { Kernel, timerIndex, timerSubject } from "../../src/kernel/kernel.ts";
import { Prng } from "../../src/kernel/prng.ts";
import type { Due } from "../../src/kernel/queue.ts";

const prng = Prng.seeded("kernel");

function start(kernel: Kernel, owner: number, subject: number, timer: number, ms: number): void {
  const effect = { type: "startTimer", subject, timer, minMs: ms, maxMs: ms } as const;
  kernel.startTimer(owner, effect, prng);
}

/** All that fires, as `owner/subject/timer@time`. */
function drain(kernel: Kernel): string[] {
  const due: Due = { owner: 0, code: 0, payload: undefined };
  const fired: string[] = [];
  while (kernel.take(due)) {
    fired.push(`${due.owner}/${timerSubject(due)}/${timerIndex(due)}@${kernel.nowMs}`);
  }
  return fired;
}

describe("timers of the kernel", () => {
  test("a timer that is started again moves, behind all that have its new deadline", () => {
    const kernel = new Kernel(seededChooser);
    start(kernel, 1, 0, 0, 5);
    start(kernel, 1, 0, 1, 9);
    start(kernel, 1, 0, 0, 9);
    start(kernel, 2, 0, 0, 7);
    expect(drain(kernel)).toEqual(["2/0/0@7", "1/0/1@9", "1/0/0@9"]);
  });

  test("the timers of one subject stop together, and no others", () => {
    const kernel = new Kernel(seededChooser);
    for (const subject of [0, 1, 2]) {
      start(kernel, 1, subject, 0, 1 + subject);
      start(kernel, 1, subject, 15, 5 + subject);
    }
    start(kernel, 2, 1, 0, 9);
    kernel.stopSubject(1, 1);
    expect(drain(kernel)).toEqual(["1/0/0@1", "1/2/0@3", "1/0/15@5", "1/2/15@7", "2/1/0@9"]);
  });

  test("timers can be moved and stopped also when most of a crowd has gone", () => {
    const kernel = new Kernel(seededChooser);
    for (let owner = 0; owner < 3000; owner += 1) {
      start(kernel, owner, 0, 0, owner % 10 === 7 ? 50 : 1);
      kernel.post(1, owner, 4, "message");
    }
    const due: Due = { owner: 0, code: 0, payload: undefined };
    while (kernel.queue.nextMs === 1) kernel.take(due);
    for (let owner = 7; owner < 3000; owner += 20) kernel.stopSubject(owner, 0);
    for (let owner = 17; owner < 3000; owner += 20) start(kernel, owner, 0, 0, 60 + owner);
    const expected = Array.from({ length: 150 }, (_, index) => 17 + index * 20);
    expect(drain(kernel)).toEqual(expected.map((owner) => `${owner}/0/0@${61 + owner}`));
  });

  test("an owner's timers stop together; a name of the owner's own stands for a subject", () => {
    const kernel = new Kernel(seededChooser);
    const effect = { type: "startTimer", subject: 0, timer: 3, minMs: 4, maxMs: 4 } as const;
    kernel.startTimer(1, effect, prng, 77);
    kernel.startTimer(1, effect, prng, 78);
    kernel.stopTimer(1, { type: "stopTimer", subject: 0, timer: 3 }, 78);
    start(kernel, 2, 0, 0, 6);
    expect(drain(kernel.clone(seededChooser))).toEqual(["1/77/3@4", "2/0/0@6"]);
    kernel.stopTimers(1);
    expect(drain(kernel)).toEqual(["2/0/0@6"]);
  });
});
