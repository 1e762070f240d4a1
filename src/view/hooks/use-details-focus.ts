/**
 * The way of the focus between lists and the panel that tells all of what was chosen in them: who
 * chooses by a key stands in the panel at once, and is back where he was when it closes.
 */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useByPointer } from "./use-by-pointer.ts";

export interface DetailsFocus {
  /** The panel, and in it what has the focus first. */
  readonly panel: RefObject<HTMLElement | null>;
  readonly head: RefObject<HTMLHeadingElement | null>;
  /** Something is chosen. */
  readonly enter: () => void;
  /** The panel closes. */
  readonly leave: () => void;
}

export function useDetailsFocus(): DetailsFocus {
  const panel = useRef<HTMLElement>(null);
  const head = useRef<HTMLHeadingElement>(null);
  const origin = useRef<Origin | undefined>(undefined);
  const byPointer = useByPointer();
  // Each choice counts, that of what is chosen already too.
  const [entries, setEntries] = useState(0);
  const [returns, setReturns] = useState(0);
  useLayoutEffect(() => {
    if (entries > 0) head.current?.focus();
  }, [entries]);
  useLayoutEffect(() => {
    if (returns > 0) goBack(origin.current);
  }, [returns]);

  const isInside = () => panel.current?.contains(document.activeElement) === true;
  const enter = () => {
    if (byPointer.current) return;
    if (!isInside()) origin.current = originOf(document.activeElement);
    setEntries((count) => count + 1);
  };
  const leave = () => {
    if (isInside()) setReturns((count) => count + 1);
  };
  return { panel, head, enter, leave };
}

interface Origin {
  readonly element: Element;
  /** A row of a table may be gone by then: what Tab reaches in its table stands in for it. */
  readonly table: Element | null;
}

function originOf(element: Element | null): Origin | undefined {
  return element === null ? undefined : { element, table: element.closest("[role=grid]") };
}

function goBack(origin: Origin | undefined): void {
  const element = origin?.table?.querySelector('[tabindex="0"]') ?? origin?.element;
  if (element instanceof HTMLElement) element.focus();
}
