/**
 * A shell's variables: an immutable map, so that forks and clones share it until one of them sets.
 *
 * Setting copies the map: scripts have a few variables, and clones are far more frequent.
 */
import { Encoder } from "../../kernel/encoder.ts";

interface Variable {
  readonly value: string;
  readonly exported: boolean;
}

export class Variables {
  private readonly map: ReadonlyMap<string, Variable>;
  /** The hash of the content; counted once, for most are encoded many times. */
  private hash = -1;

  private constructor(map: ReadonlyMap<string, Variable>) {
    this.map = map;
  }

  /** The variables of an environment, all exported; texts are byte strings. */
  static of(environment: ReadonlyMap<string, string>): Variables {
    const map = new Map<string, Variable>();
    for (const [name, value] of environment) map.set(name, { value, exported: true });
    return new Variables(map);
  }

  /** The value; "" for a variable that is not set. */
  get(name: string): string {
    return this.map.get(name)?.value ?? "";
  }

  /** The variables with one set; it stays exported if it was. */
  with(name: string, value: string): Variables {
    const known = this.map.get(name);
    if (known?.value === value) return this;
    return this.replaced(name, { value, exported: known?.exported ?? false });
  }

  /** The variables with one exported. */
  withExport(name: string): Variables {
    const known = this.map.get(name);
    if (known?.exported === true) return this;
    return this.replaced(name, { value: known?.value ?? "", exported: true });
  }

  /** What a program that is started from here gets. */
  exported(): Variables {
    let allExported = true;
    for (const variable of this.map.values()) allExported &&= variable.exported;
    if (allExported) return this;
    return new Variables(new Map([...this.map].filter(([, variable]) => variable.exported)));
  }

  encode(encoder: Encoder): void {
    if (this.hash < 0) this.hash = this.countHash();
    encoder.int(Math.floor(this.hash / 0x1_0000_0000));
    encoder.int(this.hash | 0);
  }

  private replaced(name: string, variable: Variable): Variables {
    return new Variables(new Map(this.map).set(name, variable));
  }

  private countHash(): number {
    const encoder = new Encoder(0);
    // By name: in which order they were set means nothing.
    for (const name of [...this.map.keys()].sort()) {
      const variable = this.map.get(name);
      encoder.text(name);
      encoder.text(variable?.value ?? "");
      encoder.flag(variable?.exported ?? false);
    }
    return encoder.finish();
  }
}
