// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a scrolled table must be reachable by the keyboard
// biome-ignore-all lint/a11y/useSemanticElements: it is a scrolled part, not a form's fieldset
import { Fragment, useMemo } from 'react';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { accepting, deviceGroups } from '../../model/diagnose-devices.ts';
import type { DiagnoseState } from '../../model/diagnose-state.ts';
import { useApp } from '../../stores/app-store.ts';

interface BarProps {
  readonly label: string;
  readonly count: number;
  readonly all: number;
  readonly testId: string;
}

/** So many of so many, one segment each. */
function Bar({ label, count, all, testId }: BarProps) {
  const t = useText();
  const words = t('diagnose.ofAll', { count, all });
  return (
    <div className="device-bar" data-testid={testId}>
      <span>{label}</span>
      <span className="device-segments" aria-hidden="true">
        {Array.from({ length: all }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a segment is its position
          <span key={at} className={at < count ? 'on' : undefined} />
        ))}
      </span>
      <span className="num">{words}</span>
    </div>
  );
}

/** Every kind of device by what came of it, now and after the fix that is shown. */
export function DeviceSide({ state }: { readonly state: DiagnoseState }) {
  const t = useText();
  const language = useApp((app) => app.language);
  const { examined, shown, trials } = state;
  const after = (shown === null ? undefined : trials[shown])?.devices ?? null;
  const groups = useMemo(
    () => (examined === null ? [] : deviceGroups(examined.devices, after, language)),
    [examined, after, language],
  );
  const all = examined?.devices.length ?? 0;
  return (
    <aside className="device-side" data-pane="side" aria-labelledby="device-title" data-testid="device-side">
      <header>
        <h2 id="device-title">{t('diagnose.devices')}</h2>
        {examined !== null && (
          <>
            <Bar label={t('diagnose.now')} count={accepting(examined.devices)} all={all} testId="bar-now" />
            {after !== null && (
              <Bar label={t('diagnose.afterFix')} count={accepting(after)} all={all} testId="bar-after" />
            )}
          </>
        )}
      </header>
      <div
        className="device-scroll scroll"
        tabIndex={0}
        data-pane-focus
        role="group"
        aria-label={t('diagnose.devices')}
      >
        {examined === null ? (
          state.phase === 'examining' && <p className="device-note">{t('diagnose.planning')}</p>
        ) : (
          <table className="device-table">
            {after !== null && (
              <thead>
                <tr>
                  <th scope="col" colSpan={2}>
                    <span className="hidden-text">{t('diagnose.devices')}</span>
                  </th>
                  <th scope="col">{t('diagnose.afterFix')}</th>
                </tr>
              </thead>
            )}
            <tbody>
              {groups.map(({ key, outcome, stepNumber, stepTitle, reason, clause, devices }) => (
                <Fragment key={key}>
                  <tr className="device-group" data-testid="device-group" data-outcome={outcome}>
                    <td>
                      <VerdictGlyph kind={outcome === 'accepted' ? 'ok' : 'error'} size={15} />
                    </td>
                    <th scope="rowgroup">
                      {outcome === 'accepted'
                        ? t('diagnose.accept')
                        : t('diagnose.rejectedAt', { number: stepNumber ?? '', step: stepTitle ?? '' })}
                      {reason !== null && (
                        <span className="device-reason">
                          {reason} <span className="mono">{clause}</span>
                        </span>
                      )}
                    </th>
                    <td className="num">{devices.length}</td>
                  </tr>
                  {devices.map(({ device, after: then }) => (
                    <tr key={device.profile} data-testid="device-row" data-profile={device.profile}>
                      <td />
                      <th
                        scope="row"
                        className={device.profile === 'conforming' ? 'strong' : undefined}
                        title={device.basis}
                      >
                        {device.title[language]}
                      </th>
                      <td>
                        {then !== null && (
                          <>
                            <VerdictGlyph kind={then.outcome === 'accepted' ? 'ok' : 'error'} size={14} />
                            <span className="hidden-text">
                              {t(then.outcome === 'accepted' ? 'diagnose.deviceAccepts' : 'diagnose.deviceRejects')}
                            </span>
                          </>
                        )}
                      </td>
                    </tr>
                  ))}
                </Fragment>
              ))}
            </tbody>
          </table>
        )}
        {examined !== null && <p className="device-note">{t(`diagnose.copy.${examined.copy}`)}</p>}
      </div>
    </aside>
  );
}
