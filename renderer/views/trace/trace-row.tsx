// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid has no table to be made of
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, its active row is told by aria-activedescendant
import { memo } from 'react';
import { useCoreWords, useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import {
  commandWords,
  glyphOf,
  meaningWords,
  millisText,
  secondsText,
  swText,
  type TraceRowData,
} from '../../model/trace-row.ts';
import { useApp } from '../../stores/app-store.ts';

interface Props {
  /** Undefined while it is on its way. */
  readonly row: TraceRowData | undefined;
  /** Path of the file of the row above. */
  readonly file: string | undefined;
  readonly place: number;
  readonly id: string;
  readonly selected: boolean;
}

/** One exchange in a line. The name of a file that the line above has too steps back, so that a run reads as one. */
export const TraceRow = memo(function TraceRow({ row, file, place, id, selected }: Props) {
  const t = useText();
  const language = useApp((state) => state.language);
  const say = useCoreWords();
  const again = row !== undefined && row.path !== '' && row.path === file;
  const words = row === undefined || row.sent === '' ? '' : commandWords(row, t);
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={place + 2}
      aria-selected={selected}
      className={selected ? 'trace-row selected' : 'trace-row'}
      data-place={place}
      data-line={row?.line}
      data-testid="trace-row"
    >
      <span role="gridcell" className="tc-number">
        {row === undefined ? '' : row.line}
      </span>
      <span role="gridcell" className="tc-at">
        {row === undefined ? '' : secondsText(row.at)}
      </span>
      <span role="gridcell" className="tc-ms">
        {row === undefined || row.took === 0 ? '' : millisText(row.took)}
      </span>
      <span role="gridcell" className="tc-channel">
        {row === undefined || row.sent === '' ? '' : row.channel}
      </span>
      <span role="gridcell" className={again ? 'tc-file again cut' : 'tc-file cut'} title={row?.path}>
        {row === undefined ? '' : row.file || row.path}
      </span>
      <span role="gridcell" className="tc-command cut">
        {row?.name} {words}
      </span>
      <span role="gridcell" className="tc-sent cut">
        {row?.sent}
      </span>
      <span role="gridcell" className="tc-got">
        {row === undefined || row.got === 0 ? '' : row.got}
      </span>
      <span role="gridcell" className="tc-status">
        {row !== undefined && row.sent !== '' && (
          <>
            <VerdictGlyph kind={glyphOf(row.outcome)} size={12} />
            {swText(row.sw)}
          </>
        )}
      </span>
      <span role="gridcell" className="tc-meaning cut">
        {row === undefined ? '…' : meaningWords(row, language, t, say)}
      </span>
    </div>
  );
});
