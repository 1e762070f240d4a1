/**
 * The two machines of which a job lives by one, as tables, with what their states mean.
 */
import { compileMachine } from "../kernel/machine-runtime.ts";
import type { MachineRuntime } from "../kernel/machine-runtime.ts";
import { idealJobMachine } from "../machines/ideal-job.ts";
import { jobMachine } from "../machines/job.ts";
import type { AgentOptions } from "./options.ts";
import { keeps } from "./profile.ts";

export interface JobLife {
  readonly runtime: MachineRuntime;
  /** Numbers of the machine's events. */
  readonly events: Readonly<Record<keyof typeof EVENTS, number>>;
  /** By the number of the state. */
  readonly holdsSlot: readonly boolean[];
  readonly waits: readonly boolean[];
  readonly attaching: readonly boolean[];
}

/** The machine that the jobs of an agent with these options live by. */
export function jobLife(options: AgentOptions): JobLife {
  return keeps(options, "queuedCancel") ? IDEAL_LIFE : LIFE;
}

const EVENTS = {
  slotFree: "slot.free",
  restartCurrent: "restart.current",
  cancelMatched: "cancel.matched",
  attachedAlive: "worker.attached.alive",
  attachedGone: "worker.attached.gone",
  attachedUnstarted: "worker.attached.unstarted",
  documentEnded: "document.ended",
  documentRebooting: "document.ended.SuccessAndReboot",
} as const;

const WITHOUT_SLOT = /queued|abandoned|skipped|ended|rebooting|failed|^cancelled/;

const LIFE = lifeOf(compileMachine(jobMachine));
const IDEAL_LIFE = lifeOf(compileMachine(idealJobMachine));

function lifeOf(runtime: MachineRuntime): JobLife {
  const { states } = runtime;
  const number = (name: keyof typeof EVENTS): number => runtime.event(EVENTS[name]);
  return {
    runtime,
    events: {
      slotFree: number("slotFree"),
      restartCurrent: number("restartCurrent"),
      cancelMatched: number("cancelMatched"),
      attachedAlive: number("attachedAlive"),
      attachedGone: number("attachedGone"),
      attachedUnstarted: number("attachedUnstarted"),
      documentEnded: number("documentEnded"),
      documentRebooting: number("documentRebooting"),
    },
    holdsSlot: states.map((path) => !WITHOUT_SLOT.test(path)),
    waits: states.map((path) => path.startsWith("queued")),
    attaching: states.map((path) => path.startsWith("attaching")),
  };
}
