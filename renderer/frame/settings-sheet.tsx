import { run } from '../actions/action.ts';
import { forgetFiles } from '../actions/document-actions.ts';
import { useText } from '../components/use-text.ts';
import { setLook, useApp } from '../stores/app-store.ts';
import { useDesk } from '../stores/desk-store.ts';
import type { TextCode } from '../text/text.ts';
import { Sheet } from './sheet.tsx';

interface ChoiceProps<T extends string> {
  readonly id: string;
  readonly title: TextCode;
  readonly options: readonly (readonly [T, string])[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
}

/** One of a few, all in sight. */
function Choice<T extends string>({ id, title, options, value, onChoose }: ChoiceProps<T>) {
  const t = useText();
  return (
    <div className="setting">
      <span id={`setting-${id}`}>{t(title)}</span>
      <fieldset className="segments" aria-labelledby={`setting-${id}`}>
        {options.map(([option, words]) => (
          <button
            key={option}
            type="button"
            aria-pressed={option === value}
            data-testid={`setting-${id}-${option}`}
            onClick={() => onChoose(option)}
          >
            {words}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

interface SwitchProps {
  readonly id: string;
  readonly title: TextCode;
  readonly on: boolean;
  readonly onChoose: (on: boolean) => void;
}

function Switch({ id, title, on, onChoose }: SwitchProps) {
  const t = useText();
  return (
    <Choice
      id={id}
      title={title}
      options={[
        ['on', t('settings.on')],
        ['off', t('settings.off')],
      ]}
      value={on ? 'on' : 'off'}
      onChoose={(next) => onChoose(next === 'on')}
    />
  );
}

/** How the window looks and behaves. Every choice holds at once and is kept on this machine. */
export function SettingsSheet() {
  const t = useText();
  const { language, theme, motion, singleKeys, readInserted, treeWidth } = useApp();
  const recent = useDesk((state) => state.recent);
  return (
    <Sheet title={t('action.settings')} testId="settings">
      <Choice
        id="language"
        title="settings.language"
        options={[
          ['en', 'English'],
          ['zh', '简体中文'],
        ]}
        value={language}
        onChoose={(next) => setLook({ language: next })}
      />
      <Choice
        id="theme"
        title="settings.theme"
        options={[
          ['system', t('settings.system')],
          ['light', t('theme.light')],
          ['dark', t('theme.dark')],
        ]}
        value={theme}
        onChoose={(next) => setLook({ theme: next })}
      />
      <Choice
        id="motion"
        title="settings.motion"
        options={[
          ['system', t('settings.system')],
          ['reduced', t('settings.reduced')],
        ]}
        value={motion}
        onChoose={(next) => setLook({ motion: next })}
      />
      <Switch
        id="single-keys"
        title="settings.singleKeys"
        on={singleKeys}
        onChoose={(on) => setLook({ singleKeys: on })}
      />
      <Switch
        id="read-inserted"
        title="settings.readInserted"
        on={readInserted}
        onChoose={(on) => setLook({ readInserted: on })}
      />
      <div className="setting">
        <span>{t('settings.panes')}</span>
        <button
          type="button"
          className="button small"
          disabled={treeWidth === null}
          data-testid="setting-panes"
          onClick={() => setLook({ treeWidth: null })}
        >
          {t('settings.asDrawn')}
        </button>
      </div>
      <div className="setting">
        <span>{t('settings.recent')}</span>
        <button
          type="button"
          className="button small"
          disabled={recent.length === 0}
          data-testid="setting-recent"
          onClick={() => run(forgetFiles)}
        >
          {recent.length === 0 ? t('recent.none') : t('settings.forget', { count: recent.length })}
        </button>
      </div>
      <p className="sheet-hint">{t('settings.kept')}</p>
    </Sheet>
  );
}
