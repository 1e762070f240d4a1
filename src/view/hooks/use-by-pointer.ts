/** Whether the last thing that a person did was done by a mouse or a finger, and not by a key. */
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

export function useByPointer(): RefObject<boolean> {
  const byPointer = useRef(false);
  useEffect(() => {
    // Keys, and programs that read a page aloud, click as well: such a click counts no presses.
    const onClick = ({ detail }: MouseEvent) => (byPointer.current = detail > 0);
    const onKey = () => (byPointer.current = false);
    // Before those that act on them.
    document.addEventListener("click", onClick, { capture: true });
    document.addEventListener("keydown", onKey, { capture: true });
    return () => {
      document.removeEventListener("click", onClick, { capture: true });
      document.removeEventListener("keydown", onKey, { capture: true });
    };
  }, []);
  return byPointer;
}
