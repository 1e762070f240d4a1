/** What a table keeps of one run: its leader, how far it is, and how much it has written. */
import type { Encoder } from "../kernel/encoder.ts";
import { encodePid } from "./pid.ts";
import type { RunBehaviours } from "./run-behaviours.ts";

export class Run {
  readonly run: number;
  /** Also the process group: the leader is started in a group of its own. */
  readonly leaderPid: number;
  /** What its commands and its script are made to do; undefined: nothing. */
  readonly behaviours: RunBehaviours | undefined;
  /** `process.exited` was reported. */
  exited = false;
  /** `process.closed` was reported. */
  closed = false;
  outputBytes = 0;

  constructor(run: number, leaderPid: number, behaviours?: RunBehaviours) {
    this.run = run;
    this.leaderPid = leaderPid;
    this.behaviours = behaviours;
  }

  clone(): Run {
    const copy = new Run(this.run, this.leaderPid, this.behaviours);
    copy.exited = this.exited;
    copy.closed = this.closed;
    copy.outputBytes = this.outputBytes;
    return copy;
  }

  encode(encoder: Encoder, nextPid: number): void {
    encoder.id(`run ${this.run}`);
    encodePid(encoder, this.leaderPid, nextPid);
    encoder.flag(this.behaviours !== undefined);
    this.behaviours?.encode(encoder);
    encoder.flag(this.exited);
    encoder.flag(this.closed);
    encoder.int(this.outputBytes);
  }
}
