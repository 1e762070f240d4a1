/** What a table keeps of one run: its leader, how far it is, and how much it has written. */
import type { Encoder } from "../kernel/encoder.ts";
import { encodePid } from "./pid.ts";

export class Run {
  readonly run: number;
  /** Also the process group: the leader is started in a group of its own. */
  readonly leaderPid: number;
  /** `process.exited` was reported. */
  exited = false;
  /** `process.closed` was reported. */
  closed = false;
  outputBytes = 0;

  constructor(run: number, leaderPid: number) {
    this.run = run;
    this.leaderPid = leaderPid;
  }

  clone(): Run {
    const copy = new Run(this.run, this.leaderPid);
    copy.exited = this.exited;
    copy.closed = this.closed;
    copy.outputBytes = this.outputBytes;
    return copy;
  }

  encode(encoder: Encoder, nextPid: number): void {
    encoder.id(`run ${this.run}`);
    encodePid(encoder, this.leaderPid, nextPid);
    encoder.flag(this.exited);
    encoder.flag(this.closed);
    encoder.int(this.outputBytes);
  }
}
