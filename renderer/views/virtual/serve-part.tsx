import { type FormEvent, useEffect, useRef, useState } from 'react';
import { isLoopback } from '../../../core/base/loopback.ts';
import type { VirtualCardInfo } from '../../../electron/ipc/virtual-contract.ts';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { serveVirtual, stopServing } from '../../services/virtual-service.ts';
import { tell } from '../../stores/app-store.ts';
import { useVirtual } from '../../stores/virtual-store.ts';

/** How other programs see the card, and what each line shows. */
const COMMANDS = [
  ['opensc-tool --list-readers', 'serve.list'],
  ['opensc-tool --atr', 'serve.atr'],
  ['pkcs15-tool --dump', 'serve.dump'],
  ['pkcs15-tool --read-data-object 2.23.43.7.1 --raw', 'serve.read'],
] as const;

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  tell('copy.doneCommand');
}

function Commands() {
  const t = useText();
  return (
    <section aria-label={t('serve.how')}>
      <h3>{t('serve.how')}</h3>
      <ul className="serve-commands">
        {COMMANDS.map(([command, words]) => (
          <li key={command}>
            <code className="mono cut">{command}</code>
            <span className="quiet cut">{t(words)}</span>
            <button
              type="button"
              className="icon-button"
              aria-label={`${t('action.copy.command')}: ${command}`}
              title={t('action.copy.command')}
              onClick={() => void copy(command)}
            >
              <Icon name="copy" size={14} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Puts the card where other programs find it: vpcd's reader. */
export function ServePart({ info }: { readonly info: VirtualCardInfo }) {
  const t = useText();
  const busy = useVirtual((state) => state.busy);
  const [host, setHost] = useState('127.0.0.1');
  const [port, setPort] = useState('35963');
  const [dropLe, setDropLe] = useState(false);
  /** The place elsewhere that was confirmed: another one is asked about again. */
  const [confirmed, setConfirmed] = useState('');
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  const hostFits = /^[A-Za-z0-9.:_-]+$/.test(host);
  const remote = hostFits && !isLoopback(host);
  const fits = number >= 1 && number <= 65_535 && hostFits && (!remote || confirmed === host);
  const act = useRef<HTMLButtonElement>(null);
  const before = useRef(info.served);
  // The button that was pressed gives way to its opposite: the focus goes on with it.
  useEffect(() => {
    if (before.current !== info.served) act.current?.focus();
    before.current = info.served;
  }, [info.served]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fits && !busy && info.inserted) void serveVirtual({ host, port: number, dropLe, remote });
  };
  return (
    <div className="serve">
      <p className="quiet">{t('serve.what')}</p>
      <p className="serve-state" role="status" data-testid="serve-state" data-served={info.served ?? ''}>
        <VerdictGlyph kind={info.served === null ? 'notReached' : 'ok'} size={16} />
        <strong>{info.served === null ? t('serve.idle') : t('serve.running', { place: info.served })}</strong>
      </p>
      {info.served === null ? (
        <form className="serve-form" onSubmit={submit}>
          <label className="named-field">
            <span>{t('serve.host')}</span>
            <input
              className={hostFits ? 'field mono' : 'field mono invalid'}
              aria-invalid={!hostFits}
              value={host}
              maxLength={253}
              spellCheck={false}
              data-testid="serve-host"
              onChange={(event) => setHost(event.target.value.trim())}
            />
          </label>
          <label className="named-field port">
            <span>{t('serve.port')}</span>
            <input
              className={number >= 1 && number <= 65_535 ? 'field mono' : 'field mono invalid'}
              aria-invalid={number < 1 || number > 65_535}
              value={port}
              maxLength={5}
              inputMode="numeric"
              data-testid="serve-port"
              onChange={(event) => setPort(event.target.value.trim())}
            />
          </label>
          <button
            ref={act}
            type="submit"
            className="button primary"
            disabled={!fits || !info.inserted}
            data-testid="serve-start"
          >
            <Icon name="share" size={15} />
            {t('serve.start')}
          </button>
          <label className="serve-le">
            <input type="checkbox" checked={dropLe} onChange={(event) => setDropLe(event.target.checked)} />
            <span>{t('serve.dropLe')}</span>
          </label>
          {remote && (
            <label className="serve-le">
              <input
                type="checkbox"
                checked={confirmed === host}
                data-testid="serve-remote"
                onChange={(event) => setConfirmed(event.target.checked ? host : '')}
              />
              <span>{t('serve.remote')}</span>
            </label>
          )}
          {!info.inserted && <p className="sheet-hint">{t('serve.out')}</p>}
        </form>
      ) : (
        <p className="view-acts">
          <button
            ref={act}
            type="button"
            className="button"
            data-testid="serve-stop"
            onClick={() => !busy && void stopServing()}
          >
            <Icon name="close" size={15} />
            {t('serve.stop')}
          </button>
          <span className="quiet">{t('serve.writes')}</span>
        </p>
      )}
      <Commands />
    </div>
  );
}
