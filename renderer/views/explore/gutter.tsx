import { type PointerEvent, useEffect, useRef } from 'react';
import { setTreeWidth } from '../../actions/selection-actions.ts';
import type { BandBoard, BandPane, BandPlace } from './band-board.ts';

const WIDTH = 18;

/** A band from one pane's selection to the other's, edges eased like a ribbon. */
function ribbon(from: BandPlace, to: BandPlace): string {
  const half = WIDTH / 2;
  const over = `M0 ${from.top} C${half} ${from.top} ${half} ${to.top} ${WIDTH} ${to.top}`;
  const under = `L${WIDTH} ${to.bottom} C${half} ${to.bottom} ${half} ${from.bottom} 0 ${from.bottom} Z`;
  return `${over} ${under}`;
}

function edges(from: BandPlace, to: BandPlace): string {
  const half = WIDTH / 2;
  const line = (a: number, b: number) => `M0 ${a} C${half} ${a} ${half} ${b} ${WIDTH} ${b}`;
  return `${line(from.top + 0.5, to.top + 0.5)} ${line(from.bottom - 0.5, to.bottom - 0.5)}`;
}

function treeWidth(from: HTMLElement): number {
  return from.parentElement?.querySelector('[data-pane="tree"]')?.getBoundingClientRect().width ?? 0;
}

/**
 * The strip between two linked panes, with the band that joins their selections. Drawn aside it moves the bytes, which keep
 * their width, towards the tree or away from it; a double click puts them back. The keyboard has actions for that.
 */
export function Gutter({
  board,
  from,
  to,
}: {
  readonly board: BandBoard;
  readonly from: BandPane;
  readonly to: BandPane;
}) {
  const fill = useRef<SVGPathElement>(null);
  const stroke = useRef<SVGPathElement>(null);
  const drag = useRef<{ readonly x: number; readonly width: number } | null>(null);
  useEffect(() => {
    const draw = () => {
      const a = board.place(from);
      const b = board.place(to);
      const shown = a !== null && b !== null && (a.bottom > a.top || b.bottom > b.top);
      fill.current?.setAttribute('d', shown ? ribbon(a, b) : '');
      stroke.current?.setAttribute('d', shown ? edges(a, b) : '');
    };
    draw();
    return board.watch(draw);
  }, [board, from, to]);
  const grab = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, width: treeWidth(event.currentTarget) };
  };
  const move = (event: PointerEvent) => {
    if (drag.current !== null) setTreeWidth(drag.current.width + event.clientX - drag.current.x);
  };
  const drop = () => {
    drag.current = null;
  };
  return (
    <div
      className={`gutter gutter-${from}`}
      aria-hidden="true"
      data-testid={`gutter-${from}`}
      onPointerDown={grab}
      onPointerMove={move}
      onPointerUp={drop}
      onPointerCancel={drop}
      onDoubleClick={() => setTreeWidth(null)}
    >
      <svg width={WIDTH} height="100%" aria-hidden="true">
        <path ref={fill} className="band" />
        <path ref={stroke} className="band-edge" />
      </svg>
    </div>
  );
}
