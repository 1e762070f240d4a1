/** State that is known at once: a second key may come before the page has been drawn anew. */
import type { RefObject } from "preact";
import { useCallback, useRef, useState } from "preact/hooks";

export interface Latest<Value> {
  /** As of what is drawn. */
  readonly value: Value;
  /** As of now. */
  readonly now: RefObject<Value>;
  readonly set: (value: Value) => void;
}

export function useLatest<Value>(initial: Value): Latest<Value> {
  const [value, setValue] = useState(initial);
  const now = useRef(initial);
  const set = useCallback((next: Value) => {
    now.current = next;
    setValue(() => next);
  }, []);
  return { value, now, set };
}
