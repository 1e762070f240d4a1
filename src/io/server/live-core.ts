/**
 * The pure controller in the live world: one kernel on the real clock, one service, one store.
 *
 * Everything enters through here, so that time is in order and a defect stops at this door. When a
 * write does not become durable, memory is ahead of the disk: then the service is given up, every
 * waiting call is answered InternalServerError, and a new service is made from what is on disk, as
 * after a crash. `reset` uses the same way out over an emptied store.
 */
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { ApiRequest, ApiResponse } from "../../api/handle-call.ts";
import { Controller } from "../../controller/controller.ts";
import type { SavedRow } from "../../controller/controller.ts";
import type { ControllerInput } from "../../controller/input.ts";
import type { ControllerOptions } from "../../controller/options.ts";
import { keptRows, resetController } from "../../controller/reset.ts";
import { savedRows } from "../../controller/saved-rows.ts";
import { seededChooser } from "../../kernel/chooser.ts";
import { isTimer, Kernel } from "../../kernel/kernel.ts";
import { Prng } from "../../kernel/prng.ts";
import type { Due } from "../../kernel/queue.ts";
import type { Trace } from "../../kernel/trace.ts";
import type { TraceSource } from "../../kernel/trace.ts";
import type { TraceFact } from "../../kernel/effect.ts";
import { apiError } from "../../ssm/error.ts";
import { countController } from "../../world/inventory.ts";
import type { ControllerInventory } from "../../world/inventory.ts";
import { Service } from "../../world/service.ts";
import type { ServicePorts } from "../../world/service.ts";
import type { LiveClock } from "../clock.ts";
import { Pump } from "../pump.ts";
import type { ControllerStore } from "../store/controller-store.ts";
import { GroupCommit } from "../store/group-commit.ts";
import type { StoreError } from "../store/store-error.ts";
import { errorResponse } from "./error-response.ts";

export interface LiveCoreOptions {
  readonly controller: ControllerOptions;
  readonly seed: string;
  readonly clock: LiveClock;
  /** Without a store memory is all there is. */
  readonly store: ControllerStore | undefined;
  readonly trace: Trace;
  readonly log: Logger;
  /** The way to the agents. */
  readonly ports: Omit<ServicePorts, "durable">;
  /** The service starts over: no channel counts any more, and every host has to report anew. */
  readonly onRestart: () => void;
  /** The controller's process has ended, by a fault: its connections end with it. */
  readonly onCrash?: () => void;
  /** A moment has come of another owner than the controller. */
  readonly dispatch?: (due: Due) => void;
}

type Answer = (response: ApiResponse) => void;
/** No answer will come: the controller's process has ended. */
type Lost = () => void;

/** The kernel's owner of the controller; further owners are those of faults. */
const CONTROLLER = 0;
/** The messages to the controller's owner: its process ends, and another one starts. */
const CRASH = 0;
const START_AGAIN = 1;
/** How long a service whose store has failed stays away before it tries again. */
const STORE_RETRY_MS = 1_000;

export class LiveCore {
  readonly trace: Trace;
  readonly clock: LiveClock;
  /** Exceptions that were caught at this door; each is a bug of ours. */
  defects = 0;
  private readonly options: LiveCoreOptions;
  private readonly log: Logger;
  private readonly prng: Prng;
  readonly kernel = new Kernel(seededChooser);
  private readonly pump: Pump;
  private readonly commits: GroupCommit | undefined;
  /** Calls whose answer waits for a commit, and what is done when none will come. */
  private readonly waiting = new Map<Answer, Lost>();
  /** Undefined while the store fails. */
  private service: Service | undefined;
  /** The controller of the service that was given up last, until there is another. */
  private given: Controller | undefined;
  private retry: NodeJS.Timeout | undefined;
  /** Without a store, what a controller that is down had on record. */
  private rows: readonly SavedRow[] | undefined;
  /** How often its process has ended: a start that is due after an earlier end is not of this one. */
  private crashes = 0;

  constructor(options: LiveCoreOptions) {
    this.options = options;
    this.trace = options.trace;
    this.clock = options.clock;
    this.log = options.log;
    this.prng = Prng.seeded(options.seed);
    this.pump = new Pump(this.kernel, options.clock, (due) => {
      this.guard(() => this.dispatch(due));
    });
    this.commits = options.store && this.makeCommits(options.store);
  }

  /** Takes up what the store holds, and starts. */
  start(): void {
    const freshIds = this.prng.fork("controller/ids");
    const rows = this.options.store?.rows() ?? this.rows ?? [];
    this.rows = undefined;
    this.isDown = false;
    this.run(Controller.restore(this.options.controller, rows, freshIds));
  }

  /** True between two lives of the controller: nobody listens. */
  isDown = false;

  /** False while the store fails: nothing can be accepted. */
  get isServing(): boolean {
    return this.service !== undefined;
  }

  /** The controller's record, to be read; undefined while the store fails. */
  get controller(): Controller | undefined {
    return this.service?.controller;
  }

  /** The same, or as it was when it was last there. */
  get lastController(): Controller | undefined {
    return this.controller ?? this.given;
  }

  /** An API call; it is answered when what it changed is durable, or lost. */
  call(request: ApiRequest, answer: Answer, lost: Lost = () => undefined): void {
    let isAnswered = false;
    const once: Answer = (response) => {
      if (isAnswered) return;
      isAnswered = true;
      this.waiting.delete(once);
      answer(response);
    };
    this.pump.enter(() => {
      if (this.service === undefined) {
        if (this.isDown) lost();
        else once(storeFailed());
        return;
      }
      const { service } = this;
      const isDone = this.guard(() => {
        service.call(request, once);
        if (!isAnswered) this.waiting.set(once, lost);
      });
      if (!isDone) once(errorResponse(apiError("InternalFailure"), randomUUID()));
    });
  }

  input(input: ControllerInput): void {
    this.pump.enter(() => this.guard(() => this.service?.input(input)));
  }

  /** Does work of others at the time of this turn; at once, also from within a step. */
  within(work: () => void): void {
    if (this.pump.isBusy) work();
    else this.pump.enter(() => this.guard(work));
  }

  /**
   * The controller's process ends, as it were, and another one starts over its records after so
   * long: what was not durable never was. Nobody is answered, and no channel counts any more.
   */
  crash(restartMs: number): void {
    // Never in the midst of a step: its record would be half of one.
    this.kernel.post(0, CONTROLLER, CRASH, restartMs);
  }

  /** Whether CreateControlChannel is granted to a node now. */
  admitsChannel(node: string): boolean {
    return this.service?.admitsChannel(node) ?? false;
  }

  /** Whether a node's agent may talk to the service now. */
  admits(node: string): boolean {
    return this.service?.admits(node) ?? false;
  }

  /** Adds a fact of the live world to the trace. */
  write(source: TraceSource, fact: TraceFact): void {
    if (this.trace.enabled) this.trace.write(this.pump.timeMs, source, fact);
  }

  /** What the controller holds now; undefined while the store fails. */
  count(): ControllerInventory | undefined {
    const { kernel, controller } = this;
    return controller && countController({ kernel, owner: CONTROLLER, controller });
  }

  /**
   * Forgets all commands and announced nodes; ids go on, so that no agent meets one twice.
   *
   * Errors: the store's, as a value; nothing is forgotten then.
   */
  reset(): StoreError | undefined {
    if (this.isDown) this.start();
    const { service } = this;
    this.commits?.flush();
    const fresh = service && resetController(service.controller);
    const error = this.options.store?.replace(fresh === undefined ? [] : keptRows(fresh));
    if (error !== undefined || fresh === undefined) return error;
    this.giveUp();
    this.run(fresh);
    return undefined;
  }

  /** Logs and counts an exception that nobody expected. */
  reportDefect(defect: unknown): void {
    this.defects += 1;
    this.log.error({ err: defect }, "a defect of the controller was caught");
  }

  /** Writes what is waiting and plays nothing any more. */
  stop(): void {
    this.commits?.flush();
    this.pump.stop();
    clearTimeout(this.retry);
    this.failWaiting();
  }

  private dispatch(due: Due): void {
    if (due.owner !== CONTROLLER) this.options.dispatch?.(due);
    else if (isTimer(due)) this.service?.timer(due);
    else if (due.code === CRASH) this.crashNow(due.payload as number);
    else if (this.isDown && due.payload === this.crashes) this.startAgain();
  }

  private crashNow(restartMs: number): void {
    const { service } = this;
    if (service === undefined) return;
    this.write("fault", { event: "fault.fired", fault: "crash", process: "controller" });
    this.commits?.drop();
    this.rows = this.options.store === undefined ? [...savedRows(service.controller)] : undefined;
    this.giveUp();
    const lost = [...this.waiting.values()];
    this.waiting.clear();
    for (const one of lost) one();
    this.isDown = true;
    this.options.onCrash?.();
    this.crashes += 1;
    this.kernel.post(restartMs, CONTROLLER, START_AGAIN, this.crashes);
  }

  /** A store that fails at this moment is tried again, as after a failed write. */
  private startAgain(): void {
    if (!this.guard(() => this.start())) this.retryLater();
  }

  private makeCommits(store: ControllerStore): GroupCommit {
    return new GroupCommit({
      store,
      run: (releases) => {
        this.pump.enter(() => {
          for (const release of releases) this.guard(release);
        });
      },
      onFailure: (error) => this.storeLost(error),
    });
  }

  private run(controller: Controller): void {
    const { ports } = this.options;
    const { kernel, trace, commits } = this;
    const prng = this.prng.fork(`controller/${controller.generation}`);
    this.service = new Service(
      { kernel, trace, prng, owner: CONTROLLER, controller },
      commits === undefined ? ports : { ...ports, durable: commits },
    );
    this.given = undefined;
    this.input({ type: "controller.start" });
    this.options.onRestart();
  }

  private storeLost(error: StoreError): void {
    this.log.error({ code: error.code }, error.message);
    this.giveUp();
    this.failWaiting();
    this.options.onRestart();
    this.retryLater();
  }

  private retryLater(): void {
    this.retry = setTimeout(() => {
      if (!this.guard(() => this.start())) this.retryLater();
    }, STORE_RETRY_MS);
  }

  private giveUp(): void {
    this.given = this.lastController;
    this.service = undefined;
    this.kernel.stopTimers(CONTROLLER);
  }

  private failWaiting(): void {
    for (const answer of [...this.waiting.keys()]) answer(storeFailed());
  }

  /** Runs work; an exception in it is a defect: logged, counted, and nobody else's trouble. */
  private guard(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (defect) {
      this.reportDefect(defect);
      return false;
    }
  }
}

function storeFailed(): ApiResponse {
  return errorResponse(apiError("InternalServerError"), randomUUID());
}
