/** Zoom for a mouse and a finger; the keys +, - and 0 do the same. */

export function ZoomButtons({
  onIn,
  onOut,
  onFit,
  onDeciding,
}: {
  readonly onIn: () => void;
  readonly onOut: () => void;
  readonly onFit: () => void;
  readonly onDeciding: (() => void) | undefined;
}) {
  return (
    <div class="zoom" role="group" aria-label="Zoom of the diagram">
      {onDeciding === undefined ? null : (
        <button type="button" onClick={onDeciding} title="To the events that decide">
          Race
        </button>
      )}
      <button type="button" onClick={onFit} title="Show the whole run">
        Whole run
      </button>
      <button type="button" onClick={onOut} aria-label="Zoom out" title="Zoom out (-)">
        −
      </button>
      <button type="button" onClick={onIn} aria-label="Zoom in" title="Zoom in (+)">
        +
      </button>
    </div>
  );
}
