/**
 * Carries out what faults of the controller's have a host do, and takes it back when the controller
 * is gone.
 */
import { PLANS_MAX } from "../../faults/board.ts";
import type { ManagedNode } from "../../world/managed-node.ts";
import { FaultLedger, TOO_MANY_STAND } from "../host-channel/fault-ledger.ts";
import { takesBack } from "../host-channel/fault-order.ts";
import type { FaultOrder } from "../host-channel/fault-order.ts";
import type { HostRefusal } from "./host-refusal.ts";
import { isPlanMistake, readPlan } from "../faults/read-plan.ts";
import type { HostCore } from "./host-core.ts";

export class FaultDesk {
  readonly #core: HostCore;
  readonly #ledger = new FaultLedger();

  constructor(core: HostCore) {
    this.#core = core;
  }

  /** Carries an order out; `answer` hears why not. */
  obey(node: string, order: FaultOrder, answer: (refusal?: HostRefusal) => void): void {
    this.#core.enter(() => answer(this.#take(node, order)));
  }

  /** A node is gone: what stood of it is not that of another one under its id. */
  forget(node: string): void {
    this.#ledger.forget(node);
  }

  /** Takes a plan up that acts here; answers why not. */
  put(number: number, words: unknown): HostRefusal | undefined {
    const { host, faults, enter } = this.#core;
    const nodes = Array.from(host.nodes, ({ id }) => ({ id, names: [] }));
    const plan = readPlan(words, { nodes, commands: undefined });
    if (isPlanMistake(plan)) {
      return { error: "InvalidFault", expected: plan.expected, found: plan.found };
    }
    if (plan.fault.seam !== "process" && plan.fault.seam !== "boundary") {
      const expected = "a fault that acts at boundaries or on scripts";
      return { error: "InvalidFault", expected, found: plan.fault.name };
    }
    const open = faults.list().filter(({ isOver }) => !isOver).length;
    if (open >= PLANS_MAX) {
      const expected = `at most ${PLANS_MAX} faults that wait or are on at a host`;
      return { error: "TooManyFaults", expected, found: "one more, which is not put" };
    }
    enter(() => {
      faults.put(plan, number);
      // Agents in processes of their own ask at their boundaries only while somebody wants it.
      host.boundariesChanged();
    });
    return undefined;
  }

  lift(number: number): void {
    this.#core.enter(() => this.#core.faults.lift(number));
  }

  /** The controller is gone, or starts over: nothing that it ordered stands. */
  takeBack(): void {
    this.#core.enter(() => this.#core.faults.healAll());
    this.#core.enter(() => {
      for (const { node, order } of this.#ledger.takeAll()) {
        this.#core.enter(() => this.#carryOut(node, order));
      }
    });
  }

  #take(id: string, order: FaultOrder): HostRefusal | undefined {
    const node = this.#core.host.node(id);
    if (node === undefined) return takesBack(order) ? undefined : NOT_UP;
    const noted = this.#ledger.note(id, order);
    if (noted === "isOneTooMany") return TOO_MANY_STAND;
    if (noted === "acts") this.#apply(node, order);
    return undefined;
  }

  #carryOut(id: string, order: FaultOrder): void {
    const node = this.#core.host.node(id);
    if (node !== undefined) this.#apply(node, order);
  }

  #apply(node: ManagedNode, order: FaultOrder): void {
    const { host } = this.#core;
    const { faults, outages } = host;
    const acts: { readonly [Hand in FaultOrder["hand"]]: (order: OrderOf<Hand>) => void } = {
      crashAgent: ({ restartMs }) => void host.crashAgent(node, restartMs),
      startAgent: () => void host.startAgent(node),
      restartAgent: () => host.restartAgent(node),
      cutPower: () => void host.cutPower(node),
      crashWorkers: () => faults.crashWorkers(node),
      hangAgent: () => faults.hang(node),
      wakeAgent: () => faults.wake(node),
      slowAgent: ({ by }) => faults.slow(node, by),
      quickenAgent: ({ by }) => faults.quicken(node, by),
      loseStore: () => faults.loseStore(node),
      copyStore: () => faults.copyStore(node),
      keepStore: () => faults.keepStore(node),
      moveClock: ({ byMs }) => faults.moveClock(node, byMs),
      moveClockBack: ({ byMs }) => faults.moveClock(node, -byMs),
      slowDisk: ({ by }) => faults.slowDisk(node, by),
      quickenDisk: ({ by }) => faults.quickenDisk(node, by),
      fillDisk: () => faults.fillDisk(node),
      freeDisk: () => faults.freeDisk(node),
      order: (given) => outages.order(node, given.order),
      startAgain: () => outages.startAgain(node),
      interrupt: ({ action, noticeMs }) => outages.interrupt(node, action, noticeMs),
      spare: () => outages.spare(node),
      stretchPending: ({ ms }) => outages.stretchPending(node, ms),
      signalProcesses: ({ signal }) => host.runs.signalLeaders(node, `SIG${signal}`),
    };
    (acts[order.hand] as (order: FaultOrder) => void)(order);
  }
}

/** An order that nothing has come of does not stand. */
const NOT_UP: HostRefusal = {
  error: "WrongState",
  expected: "a node",
  found: "one that is not up yet",
};

/** Of several hands with the same details each has them. */
type OrderOf<Hand> = FaultOrder extends infer Each
  ? Each extends { readonly hand: infer Hands }
    ? Hand extends Hands
      ? Each
      : never
    : never
  : never;
