/** A sequence diagram as Mermaid itself reads it, with its own parser. */
import mermaid from "mermaid";

export interface ReadDiagram {
  /** What participants are called in the picture, by their names in the text. */
  readonly participants: ReadonlyMap<string, string>;
  /** Arrows and notes, in their order. */
  readonly messages: readonly ReadMessage[];
}

export interface ReadMessage {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly text: string;
  readonly isLost: boolean;
  readonly isNote: boolean;
}

interface SequenceDb {
  getActors(): ReadonlyMap<string, { readonly name: string; readonly description: string }>;
  getMessages(): readonly {
    readonly from?: string;
    readonly to?: string;
    readonly message: string;
    readonly type: number;
  }[];
  readonly LINETYPE: Readonly<Record<string, number>>;
}

/** Errors: rejects with Mermaid's own words for a text that is no diagram. */
export async function readMermaid(text: string): Promise<ReadDiagram> {
  const { diagramType } = await mermaid.parse(text);
  if (diagramType !== "sequence") throw new Error(`expected a sequence, found ${diagramType}`);
  // Only this door shows what was understood; it is deprecated in favour of pictures.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
  const db = diagram.db as unknown as SequenceDb;
  const { NOTE, SOLID_CROSS } = db.LINETYPE;
  return {
    participants: new Map(
      Array.from(db.getActors().values(), ({ name, description }) => [name, shown(description)]),
    ),
    messages: db.getMessages().map(({ from, to, message, type }) => ({
      ...{ from, to, text: shown(message), isLost: type === SOLID_CROSS, isNote: type === NOTE },
    })),
  };
}

/** Entities as a reader sees them; Mermaid keeps them in a form of its own until it draws. */
function shown(text: string): string {
  return text.replaceAll(/ﬂ°°(\d+)¶ß/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
