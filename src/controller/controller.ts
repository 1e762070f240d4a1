/**
 * The controller's record: the nodes it knows, the commands it accepted, and where its ids come
 * from. step-controller.ts and the files named after operations change it; nobody else does.
 *
 * Two generators: `ids` names commands, and its state is stored; `messageIds` names cancels, frames
 * and requests, and starts anew (under another name) with every restart, so that neither a cancel
 * nor a read has to store where it stands. Serial numbers are shared by nodes, commands and invocations.
 */
import type { Encoder } from "../kernel/encoder.ts";
import { Prng } from "../kernel/prng.ts";
import type { SavedActivation } from "./activation.ts";
import { Command } from "./command.ts";
import type { SavedCommand } from "./command.ts";
import { Document } from "./document.ts";
import type { SavedDocument } from "./document.ts";
import type { ControllerTable } from "./input.ts";
import { isTerminal } from "./invocation-state.ts";
import { Invocation } from "./invocation.ts";
import type { SavedInvocation } from "./invocation.ts";
import type { ControllerOptions } from "./options.ts";
import { RegisteredNode } from "./registered-node.ts";
import type { SavedNode } from "./registered-node.ts";
import { Registrations } from "./registrations.ts";
import type { SavedDeregistration } from "./registrations.ts";
import { TagIndex } from "./tag-index.ts";

/** The key of the one row of the table "controller". */
export const CONTROLLER_KEY = "main";

export class Controller {
  readonly options: ControllerOptions;
  readonly ids: Prng;
  messageIds: Prng;
  /** How often the controller has been started over its store. */
  generation: number;
  nextSerial = 1;
  readonly nodes = new Map<string, RegisteredNode>();
  /** In order of acceptance. */
  readonly commands = new Map<string, Command>();
  /** Those that clients have created, in order of creation. */
  readonly documents = new Map<string, Document>();
  /** The same nodes in order of their serial numbers, which is that of registration. */
  private readonly nodesBySerial: RegisteredNode[] = [];
  /** By serial number, those of which something may follow: open, or a cancel is owed to an agent. */
  readonly openInvocations = new Map<number, Invocation>();
  /** Follows from the nodes; whoever changes a node's tags has it forgotten. */
  readonly tagIndex = new TagIndex();
  registrations = new Registrations();
  /** Nodes to which CreateControlChannel is refused. */
  readonly deniedChannels = new Set<string>();

  constructor(
    options: ControllerOptions,
    ids: Prng,
    generation = 0,
    messageIds = messageIdsOf(ids, generation),
  ) {
    this.options = options;
    this.ids = ids;
    this.generation = generation;
    this.messageIds = messageIds;
  }

  /** Begins another life over the same record. */
  startGeneration(): void {
    this.generation += 1;
    this.messageIds = messageIdsOf(this.ids, this.generation);
  }

  takeSerial(): number {
    this.nextSerial += 1;
    return this.nextSerial - 1;
  }

  addNode(node: RegisteredNode): void {
    this.nodes.set(node.id, node);
    this.nodesBySerial.push(node);
    this.tagIndex.forget();
  }

  removeNode(node: RegisteredNode): void {
    this.nodes.delete(node.id);
    this.deniedChannels.delete(node.id);
    const place = this.placeOf(node.serial);
    if (this.nodesBySerial[place] === node) this.nodesBySerial.splice(place, 1);
    this.tagIndex.forget();
  }

  /** The node with this serial number: timers know no other name. */
  nodeOfSerial(serial: number): RegisteredNode | undefined {
    const node = this.nodesBySerial[this.placeOf(serial)];
    return node?.serial === serial ? node : undefined;
  }

  /** The command of an invocation; it is kept at least as long as that is open. */
  commandOf(invocation: Invocation): Command {
    const command = this.commands.get(invocation.commandId);
    if (command === undefined) throw new Error(`no command of invocation ${invocation.serial}`);
    return command;
  }

  /** Takes a command up with its invocations; the open ones become known to their nodes. */
  addCommand(command: Command): void {
    this.commands.set(command.id, command);
    for (const invocation of command.invocations.values()) {
      if (!invocation.isFinal) this.openInvocation(invocation);
    }
  }

  /** Lets go of an invocation that has ended: it has no timers and hears no link any more. */
  closeInvocation(invocation: Invocation): void {
    this.openInvocations.delete(invocation.serial);
    this.nodes.get(invocation.nodeId)?.close(invocation);
  }

  /** Whether a command has not ended on some node. */
  get hasOpenCommands(): boolean {
    for (const { state } of this.openInvocations.values()) if (!isTerminal(state)) return true;
    return false;
  }

  private openInvocation(invocation: Invocation): void {
    this.openInvocations.set(invocation.serial, invocation);
    this.nodes.get(invocation.nodeId)?.add(invocation);
  }

  /** Where the first node stands whose serial number is not below this one. */
  private placeOf(serial: number): number {
    let low = 0;
    let high = this.nodesBySerial.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.nodesBySerial[middle]?.serial ?? 0) < serial) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A controller that goes on exactly like this one. */
  clone(): Controller {
    const { options, ids, generation, messageIds } = this;
    const copy = new Controller(options, ids.clone(), generation, messageIds.clone());
    copy.nextSerial = this.nextSerial;
    for (const node of this.nodes.values()) copy.addNode(node.clone());
    for (const command of this.commands.values()) copy.addCommand(command.clone());
    for (const [name, document] of this.documents) copy.documents.set(name, document.clone());
    copy.registrations = this.registrations.clone();
    for (const id of this.deniedChannels) copy.deniedChannels.add(id);
    return copy;
  }

  /** Serial numbers, prng states and the options are left out: see Encoder. */
  encode(encoder: Encoder): void {
    for (const node of this.nodes.values()) node.encode(encoder);
    for (const command of this.commands.values()) command.encode(encoder);
    for (const document of this.documents.values()) document.encode(encoder);
    this.registrations.encode(encoder);
    for (const id of this.deniedChannels) encoder.text(id);
  }

  save(): SavedController {
    const { nextSerial, generation } = this;
    const deniedChannels = [...this.deniedChannels];
    return { ids: this.ids.save(), nextSerial, generation, deniedChannels };
  }

  /**
   * The controller that a store's rows describe; feed it `controller.start` before anything else.
   *
   * Shape: rows in any order. A row whose command is missing is left out (a crash can't make one,
   * for a step's rows are written together).
   */
  static restore(options: ControllerOptions, rows: Iterable<SavedRow>, freshIds: Prng): Controller {
    const { main, nodes, commands, invocations, documents, ...rest } = sortRows(rows);
    const controller = new Controller(
      options,
      main === undefined ? freshIds : Prng.restore(main.ids),
      main?.generation ?? 0,
    );
    controller.nextSerial = main?.nextSerial ?? 1;
    for (const saved of nodes) controller.addNode(RegisteredNode.restore(saved));
    for (const id of main?.deniedChannels ?? []) {
      if (controller.nodes.has(id)) controller.deniedChannels.add(id);
    }
    const restored = new Map(commands.map((saved) => [saved.id, Command.restore(saved)]));
    for (const saved of invocations) {
      const command = restored.get(saved.command);
      if (command !== undefined) command.addInvocation(Invocation.restore(saved));
    }
    for (const command of restored.values()) controller.addCommand(command);
    for (const saved of documents) {
      controller.documents.set(saved.head.name, Document.restore(saved));
    }
    controller.registrations = Registrations.restore(rest.activations, rest.deregistered);
    return controller;
  }
}

export interface SavedController {
  readonly ids: string;
  readonly nextSerial: number;
  readonly generation: number;
  /** Left out by older versions. */
  readonly deniedChannels?: readonly string[];
}

/** One row of the durable store; `record` is what `save()` gave, after a trip through JSON. */
export interface SavedRow {
  readonly table: ControllerTable;
  readonly key: string;
  readonly record: unknown;
}

function messageIdsOf(ids: Prng, generation: number): Prng {
  return ids.fork(`messages/${generation}`);
}

function sortRows(rows: Iterable<SavedRow>) {
  const tables: Record<ControllerTable, unknown[]> = {
    ...{ controller: [], node: [], command: [], invocation: [] },
    ...{ document: [], activation: [], deregistered: [] },
  };
  for (const { table, record } of rows) tables[table].push(record);
  const [main] = tables.controller as SavedController[];
  return {
    main,
    nodes: inOrder(tables.node as SavedNode[]),
    commands: inOrder(tables.command as SavedCommand[]),
    invocations: inOrder(tables.invocation as SavedInvocation[]),
    documents: inOrder(tables.document as SavedDocument[]),
    activations: inOrder(tables.activation as SavedActivation[]),
    deregistered: inOrder(tables.deregistered as SavedDeregistration[]),
  };
}

function inOrder<Saved extends { readonly serial: number }>(records: Saved[]): Saved[] {
  return records.sort((one, other) => one.serial - other.serial);
}
