import { useMemo } from 'react';
import type { MessageView } from '../../../core/bootstrap/message-model.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { useCoreReasons, useListGap, useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import type { Draft } from '../../model/draft.ts';
import { mapMessage } from '../../model/message-mapping.ts';
import { shownXml } from '../../model/shown-xml.ts';
import { typeBytes } from '../../services/edit-service.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { updatePanel } from '../../stores/edit-store.ts';
import { formatCount } from '../../text/text.ts';
import { XmlText } from '../explore/xml-text.tsx';

interface SideProps {
  readonly bytes: Uint8Array;
  readonly view: MessageView;
  readonly made: boolean;
}

function Side({ bytes, view, made }: SideProps) {
  const t = useText();
  const xml = useMemo(() => shownXml(bytes, view), [bytes, view]);
  const title = t(view.profile === 'cp' ? 'mapping.cp' : 'mapping.dm');
  return (
    <section className="mapping-side" aria-label={title} data-testid={made ? 'mapping-made' : 'mapping-this'}>
      <h2>
        {title} <span>{t(made ? 'mapping.made' : 'mapping.this')}</span>
        <span className="num">{t('mapping.size', { count: formatCount(view.size) })}</span>
      </h2>
      <XmlText xml={xml} />
    </section>
  );
}

/** The message in both profiles, side by side, with what has no place in the other named. */
export function MappingView({ tab, draft }: { readonly tab: CardTab; readonly draft: Draft }) {
  const t = useText();
  const between = useListGap();
  const say = useCoreReasons();
  const mapping = useMemo(() => mapMessage(draft.view), [draft.view]);
  if (!mapping.ok) {
    return (
      <div className="edit-main" data-pane="main">
        <ErrorNote error={mapping.error} />
      </div>
    );
  }
  const { bytes, view, lost, back } = mapping.value;
  const take = () => {
    typeBytes(tab, bytes);
    updatePanel(tab.id, { editor: 'form' });
  };
  return (
    <div className="edit-main mapping" data-pane="main">
      <Side bytes={draft.bytes} view={draft.view} made={false} />
      <Side bytes={bytes} view={view} made />
      <section className="mapping-lost scroll" aria-label={t('mapping.title')} data-testid="mapping-lost">
        <p className="problem">
          <VerdictGlyph kind={lost.length === 0 ? 'ok' : 'warning'} size={14} />
          <span>{lost.length === 0 ? t('mapping.nothingLost') : t('mapping.lost', { count: lost.length })}</span>
          <button type="button" className="button small" data-testid="mapping-take" onClick={take}>
            {t('mapping.take')}
          </button>
        </p>
        <ul>
          {lost.map(({ path, reason }) => (
            <li key={`${path} ${reason}`}>
              <span className="mono">{path}</span> <span className="quiet">{say(reason)}</span>
            </li>
          ))}
        </ul>
        {back !== null && (
          <p className="quiet" data-testid="mapping-back">
            {back.length === 0 ? t('mapping.backSame') : t('mapping.backLost', { names: back.join(between) })}
          </p>
        )}
      </section>
    </div>
  );
}
