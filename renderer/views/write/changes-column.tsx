import { Gap } from '../../components/gap.tsx';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { wordsOf } from '../../model/diagnose-findings.ts';
import type { PlanFileView } from '../../model/plan-files.ts';
import { dropPlan } from '../../services/write-service.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab, WriteState } from '../../stores/cards-store.ts';
import { formatCount, listGap } from '../../text/text.ts';
import { ColumnHead } from './column-head.tsx';
import { GrowthNote } from './growth-note.tsx';
import { PlanFilePart } from './plan-file.tsx';

/** Bytes that stay free behind the message; undefined where the plan is not about one. */
function freeBytes({ plan, files, kind }: WriteState): number | undefined {
  const content = files.find(({ file }) => file.path === plan.file);
  if (kind !== 'edit' || content === undefined || content.file.after === null) return undefined;
  return content.file.after.size - content.usedAfter;
}

/** What the plan writes, file by file, and what a device would hold against it. */
export function ChangesColumn({ tab, write }: { readonly tab: CardTab; readonly write: WriteState }) {
  const t = useText();
  const language = useApp((state) => state.language);
  const { plan, files, allowed } = write;
  const touched = files.filter(({ act }) => act !== 'same');
  const same = files.filter(({ act }) => act === 'same');
  const free = freeBytes(write);
  const name = ({ file }: PlanFileView) => `${file.name} ${file.path.slice(-4)}`;
  return (
    <section className="column" aria-label={t('write.changes')}>
      <ColumnHead at={1} state="done" title={t(`write.changes.${write.kind}`)}>
        {write.run === null && (
          <button type="button" className="link" data-testid="drop-plan" onClick={() => void dropPlan(tab)}>
            {t(write.kind === 'edit' ? 'write.backToEdit' : 'write.drop')}
          </button>
        )}
      </ColumnHead>
      <p className="plan-sum" data-testid="plan-sum">
        <strong>{t(plan.bytes === 1 ? 'write.sumByte' : 'write.sumBytes', { bytes: formatCount(plan.bytes) })}</strong>
        <Gap />
        {touched.length === 1 && touched[0] !== undefined
          ? t('write.inFile', { name: name(touched[0]) })
          : t('write.inFiles', { count: touched.length })}
        <Gap />
        {t('write.wear', { pages: formatCount(plan.pages) })}
      </p>
      <GrowthNote tab={tab} write={write} />
      {/* A region that scrolls can be reached and scrolled by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <ul className="plan-changes scroll" tabIndex={0} aria-label={t('write.changes')}>
        {allowed.length > 0 && (
          <li className="plan-allowed" data-testid="plan-allowed">
            <p>
              <VerdictGlyph kind="warning" size={14} />
              <strong>{t('write.allowed')}</strong>
            </p>
            <ul>
              {allowed.map((finding) => (
                <li key={finding.code + finding.message}>
                  {wordsOf(finding, language).message} <span className="mono">{finding.code}</span>
                </li>
              ))}
            </ul>
          </li>
        )}
        {touched.map((view) => (
          <PlanFilePart key={view.file.path} view={view} />
        ))}
        {touched.length === 0 && (
          <li className="plan-fits">
            <VerdictGlyph kind="ok" size={14} /> {t('write.nothing')}
          </li>
        )}
        {same.length > 0 && touched.length > 0 && (
          <li className="plan-fits">{t('write.same', { names: same.map(name).join(listGap(language)) })}</li>
        )}
        {free !== undefined && (
          <li className="plan-fits">
            <VerdictGlyph kind="ok" size={14} /> {t('write.fits', { free: formatCount(Math.max(0, free)) })}
          </li>
        )}
      </ul>
    </section>
  );
}
