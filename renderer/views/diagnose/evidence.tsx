import { useMemo } from 'react';
import { hexByte, hexWord } from '../../../core/base/bytes.ts';
import type { FindingWords } from '../../../core/bootstrap/finding-row.ts';
import type { DiagnosedFindingInfo } from '../../../electron/ipc/diagnose-contract.ts';
import { showEvidence } from '../../actions/diagnose-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { useText } from '../../components/use-text.ts';
import { kindName } from '../../model/byte-kinds.ts';
import { type ByteColumn, comparedColumns, shownColumns } from '../../model/diagnose-bytes.ts';
import { restsOn } from '../../model/diagnose-findings.ts';
import type { DiagnoseState } from '../../model/diagnose-state.ts';
import type { CardTab } from '../../stores/cards-store.ts';

interface Props {
  readonly tab: CardTab;
  readonly state: DiagnoseState;
  readonly at: number;
  readonly finding: DiagnosedFindingInfo;
  readonly words: FindingWords;
}

/** Where the bytes stand, as people name it. */
function usePlace(tab: CardTab, finding: DiagnosedFindingInfo): string | null {
  const t = useText();
  const place = restsOn(finding);
  if (place === null) return null;
  const { file, part, span } = place;
  const known = tab.model?.files.get(file)?.file.name;
  const name = [known ?? '', file.slice(-4)].filter((word) => word !== '').join(' ');
  const bytes =
    span === null
      ? ''
      : span.length === 0
        ? t('diagnose.evidenceAt', { from: hexWord(span.offset) })
        : t('diagnose.evidenceIn', { from: hexWord(span.offset), to: hexWord(span.offset + span.length - 1) });
  return `${part === 'header' ? t('diagnose.headerOf', { name }) : name}${bytes}`;
}

interface RowProps {
  readonly label: string;
  readonly columns: readonly ByteColumn[];
  readonly side: 'before' | 'after';
}

/** One row of bytes; a column that has none on this side is a dash, and said so. */
function Row({ label, columns, side }: RowProps) {
  const t = useText();
  return (
    <tr>
      <th scope="row">{label}</th>
      {columns.map((column, place) => {
        const value = column[side];
        const tone = column.same ? (column.marked ? 'same marked' : 'same') : side === 'before' ? 'wrong' : 'right';
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
          <td key={place} className={tone} data-tone={tone}>
            {value === null ? (
              <>
                <span aria-hidden="true">–</span>
                <span className="hidden-text">{t('diagnose.noByte')}</span>
              </>
            ) : (
              hexByte(value)
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** The bytes alone, where nobody can say what should stand there. */
function columnsOf({ evidence }: DiagnosedFindingInfo): readonly ByteColumn[] {
  if (evidence === null) return [];
  const { offset, bytes, marked } = evidence;
  return [...bytes].map((before, i) => ({
    before,
    after: null,
    offset: offset + i,
    same: true,
    marked: offset + i >= marked.offset && offset + i < marked.offset + marked.length,
  }));
}

/** What stands on the card against what should, byte by byte. */
export function Evidence({ tab, state, at, finding, words }: Props) {
  const t = useText();
  const place = usePlace(tab, finding);
  const compared = state.examined?.fixes.find((fix) => fix.finding === at)?.compared ?? null;
  const shown = useMemo(() => {
    if (compared === null) return shownColumns(columnsOf(finding));
    const place = restsOn(finding);
    const own = place?.file === compared.file && place.part === 'body' ? place.span : null;
    const marked = own ?? { offset: 0, length: 0 };
    const kinds = tab.model?.files.get(compared.file)?.kinds;
    const begins = kinds && ((at: number) => kindName(kinds[at] ?? 0) === 'tag');
    return shownColumns(comparedColumns(compared, marked, begins));
  }, [compared, finding, tab.model]);
  return (
    <>
      <div className="part-head">
        <h3>{t('diagnose.evidence')}</h3>
        {place !== null && (
          <span className="quiet mono cut" title={place}>
            {place}
          </span>
        )}
        <span className="head-space" />
        <ActionButton action={showEvidence} className="link" testId="show-evidence" />
      </div>
      {shown.columns.length > 0 ? (
        <div className="evidence-bytes scroll">
          <table className="mono" data-testid="evidence" aria-label={t('diagnose.evidence')}>
            <tbody>
              <Row label={t('diagnose.onCard')} columns={shown.columns} side="before" />
              {compared !== null && <Row label={t('diagnose.expected')} columns={shown.columns} side="after" />}
            </tbody>
          </table>
        </div>
      ) : (
        <p className="quiet">{t('diagnose.noBytes')}</p>
      )}
      <p className="evidence-words">{words.message}</p>
      {compared !== null && shown.outside > 0 && (
        <p className="quiet">
          {shown.outside === 1 ? t('diagnose.outsideOne') : t('diagnose.outside', { count: shown.outside })}
        </p>
      )}
    </>
  );
}
