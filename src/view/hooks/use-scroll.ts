/** How far an element is scrolled; the element tells of it, at most once a frame. */
import type { RefObject } from "preact";
import { useCallback, useState } from "preact/hooks";

export interface Scroll {
  readonly top: number;
  readonly onScroll: () => void;
  /** Scrolls, and knows it at once. */
  readonly scrollTo: (top: number) => void;
}

export function useScroll(ref: RefObject<HTMLElement | null>): Scroll {
  const [top, setTop] = useState(0);
  const onScroll = useCallback(() => setTop(ref.current?.scrollTop ?? 0), [ref]);
  const scrollTo = useCallback(
    (wanted: number) => {
      if (ref.current === null) return;
      ref.current.scrollTop = wanted;
      setTop(ref.current.scrollTop);
    },
    [ref],
  );
  return { top, onScroll, scrollTo };
}
