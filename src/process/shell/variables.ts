/**
 * A shell's variables: the environment of its run, and what was set since. Immutable, so that forks
 * and clones share them until one of them sets.
 *
 * Setting copies what was set before: scripts have few variables, and clones are more frequent. The
 * environment is a matter of the run (it holds ids drawn at random), and is left out of the hash.
 */
import { Encoder } from "../../kernel/encoder.ts";

interface Variable {
  readonly value: string;
  readonly exported: boolean;
}

const NOTHING_SET: ReadonlyMap<string, Variable> = new Map();

/** What a run starts with. Most scripts never look at it, so it is made when one first does. */
class Environment {
  private readonly make: () => ReadonlyMap<string, string>;
  private made: ReadonlyMap<string, string> | undefined = undefined;

  constructor(make: () => ReadonlyMap<string, string>) {
    this.make = make;
  }

  get values(): ReadonlyMap<string, string> {
    this.made ??= this.make();
    return this.made;
  }
}

export class Variables {
  private readonly environment: Environment;
  private readonly changes: ReadonlyMap<string, Variable>;
  /** The hash of the changes; counted once, for most are encoded many times. */
  private hash = -1;

  private constructor(environment: Environment, changes: ReadonlyMap<string, Variable>) {
    this.environment = environment;
    this.changes = changes;
  }

  /** The variables of a run's environment, all exported; texts are byte strings. */
  static of(environment: () => ReadonlyMap<string, string>): Variables {
    return new Variables(new Environment(environment), NOTHING_SET);
  }

  /** The value; "" for a variable that is not set. */
  get(name: string): string {
    return this.changes.get(name)?.value ?? this.environment.values.get(name) ?? "";
  }

  /** The variables with one set; it stays exported if it was. */
  with(name: string, value: string): Variables {
    const known = this.changes.get(name);
    if (known?.value === value) return this;
    return this.changed(name, { value, exported: known?.exported ?? this.isGiven(name) });
  }

  /** The variables with one exported. */
  withExport(name: string): Variables {
    const known = this.changes.get(name);
    if (known?.exported ?? this.isGiven(name)) return this;
    return this.changed(name, { value: known?.value ?? "", exported: true });
  }

  /** What a program that is started from here gets. */
  exported(): Variables {
    if (this.changes.size === 0) return this;
    const kept = [...this.changes].filter(([, variable]) => variable.exported);
    if (kept.length === this.changes.size) return this;
    return new Variables(this.environment, kept.length === 0 ? NOTHING_SET : new Map(kept));
  }

  encode(encoder: Encoder): void {
    if (this.hash < 0) this.hash = this.countHash();
    encoder.int(Math.floor(this.hash / 0x1_0000_0000));
    encoder.int(this.hash | 0);
  }

  private isGiven(name: string): boolean {
    return this.environment.values.has(name);
  }

  private changed(name: string, variable: Variable): Variables {
    return new Variables(this.environment, new Map(this.changes).set(name, variable));
  }

  private countHash(): number {
    const encoder = new Encoder(0);
    // By name: in which order they were set means nothing.
    for (const name of [...this.changes.keys()].sort()) {
      const variable = this.changes.get(name);
      encoder.text(name);
      encoder.text(variable?.value ?? "");
      encoder.flag(variable?.exported ?? false);
    }
    return encoder.finish();
  }
}
