// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, its cells do not
// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid has no table to be made of
import { memo } from 'react';
import { hexByte, hexWord } from '../../../core/base/bytes.ts';
import type { Span } from '../../../core/base/span.ts';
import { isEvidenceByte, isSecretByte, kindName } from '../../model/byte-kinds.ts';
import { asciiOf, BYTES_PER_ROW, columnsInRow } from '../../model/hex-rows.ts';

interface Props {
  /** The grid's own id, of which its cells' are made. */
  readonly grid: string;
  readonly bytes: Uint8Array;
  readonly kinds: Uint8Array;
  readonly row: number;
  readonly top: number;
  readonly span: Span | null;
  readonly around: Span | null;
  /** The selection is large: it is only tinted. */
  readonly wide: boolean;
  /** Offset of the byte under the cursor where it is in this row; -1 otherwise. */
  readonly cursor: number;
  readonly changed: Uint8Array | null;
}

/** Id of the cell that shows a byte: what the grid, which has the focus, calls its active descendant. */
export function cellId(grid: string, offset: number): string {
  return `${grid}-${offset}`;
}

function classOf(entry: number, selected: boolean, around: boolean, changed: boolean, wide: boolean): string {
  let name = `k-${kindName(entry)}`;
  if (selected) name += wide ? ' around' : ' sel';
  else if (around) name += ' around';
  if (isSecretByte(entry)) name += ' secret';
  if (isEvidenceByte(entry)) name += ' evidence';
  if (changed) name += ' changed';
  return name;
}

function sameInRow(a: Span | null, b: Span | null, row: number): boolean {
  const one = columnsInRow(a, row);
  const two = columnsInRow(b, row);
  return one?.from === two?.from && one?.to === two?.to;
}

/** A row is drawn again only when something in it changed: a selection elsewhere costs nothing. */
function same(a: Props, b: Props): boolean {
  return (
    a.grid === b.grid &&
    a.bytes === b.bytes &&
    a.kinds === b.kinds &&
    a.row === b.row &&
    a.top === b.top &&
    a.cursor === b.cursor &&
    a.wide === b.wide &&
    a.changed === b.changed &&
    sameInRow(a.span, b.span, a.row) &&
    sameInRow(a.around, b.around, a.row)
  );
}

export const HexRow = memo(function HexRow({
  grid,
  bytes,
  kinds,
  row,
  top,
  span,
  around,
  wide,
  cursor,
  changed,
}: Props) {
  const start = row * BYTES_PER_ROW;
  const columns = Math.min(BYTES_PER_ROW, bytes.length - start);
  const selected = columnsInRow(span, row);
  const outer = columnsInRow(around, row);
  const cells = Array.from({ length: columns }, (_, column) => {
    const offset = start + column;
    const entry = kinds[offset] ?? 0;
    const inSpan = selected !== undefined && column >= selected.from && column <= selected.to;
    const inOuter = outer !== undefined && column >= outer.from && column <= outer.to;
    return {
      offset,
      column,
      lit: inSpan,
      secret: isSecretByte(entry),
      name: classOf(entry, inSpan, inOuter, changed?.[offset] === 1, wide),
    };
  });
  const joined = (column: number) => {
    const at = (range: typeof selected) => range !== undefined && column >= range.from && column < range.to;
    return at(selected) ? (wide ? 'gap around' : 'gap sel') : at(outer) ? 'gap around' : 'gap';
  };
  return (
    <div
      className={selected ? 'hex-row touched' : 'hex-row'}
      role="row"
      aria-rowindex={row + 1}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span className="hex-offset" role="rowheader">
        {hexWord(start)}
      </span>
      <span className="hex-cells" role="presentation">
        {cells.map(({ offset, column, lit, secret, name }) => (
          <span key={offset} className={column === 7 ? `cell-wrap ${joined(7)}` : 'cell-wrap'} role="presentation">
            <span
              id={cellId(grid, offset)}
              role="gridcell"
              tabIndex={-1}
              className={offset === cursor ? `cell ${name} cursor` : `cell ${name}`}
              data-testid="hex-cell"
              data-offset={offset}
              aria-selected={lit}
            >
              {secret ? '••' : hexByte(bytes[offset] ?? 0)}
            </span>
          </span>
        ))}
      </span>
      <span className="hex-ascii" aria-hidden="true">
        {cells.map(({ offset, secret, name }) => (
          <span key={offset} className={`char ${name}`} data-offset={offset}>
            {secret ? '•' : asciiOf(bytes[offset] ?? 0)}
          </span>
        ))}
      </span>
    </div>
  );
}, same);
