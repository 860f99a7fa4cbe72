import { lazy, Suspense, useCallback, useEffect, useMemo, useRef } from 'react';
import { useText } from '../../components/use-text.ts';
import type { Draft } from '../../model/draft.ts';
import { shownXml } from '../../model/shown-xml.ts';
import { dottedXml } from '../../model/xml-dots.ts';
import { xmlMarks } from '../../model/xml-marks.ts';
import { placeOfByte, xmlPlaces } from '../../model/xml-places.ts';
import { xmlWords } from '../../model/xml-words.ts';
import { leaveField, leaveXmlEditor, typeXml } from '../../services/edit-service.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { panelOf, updatePanel, useEdit } from '../../stores/edit-store.ts';

/** Loaded when XML is first looked at: CodeMirror is no part of the first load. */
const XmlSurface = lazy(async () => ({ default: (await import('./xml-surface.tsx')).XmlSurface }));

/** A pause this long ends a step of typing, in milliseconds. */
const PAUSE = 1000;

const NO_MESSAGE = { text: '', secrets: [] };

/** The message as XML, to be typed in: marks where it is wrong, dots where secrets are. */
export function XmlEditor({ tab, draft }: { readonly tab: CardTab; readonly draft: Draft }) {
  const t = useText();
  const language = useApp((state) => state.language);
  const tables = useEdit((state) => state.tables);
  const asked = useEdit((state) => panelOf(state, tab.id).reveal);
  const { xml: held } = draft.state;
  const shown = useMemo(() => held ?? (draft.whole ? dottedXml(draft.view) : NO_MESSAGE), [held, draft]);
  const text = shown?.text ?? shownXml(draft.bytes, draft.view);
  const marks = useMemo(() => xmlMarks(draft, text, language), [draft, text, language]);
  const words = useMemo(() => xmlWords(tables), [tables]);
  const reveal = useMemo(() => {
    const place = asked === null ? undefined : placeOfByte(xmlPlaces(draft.view, text), asked.offset);
    return place?.range ?? null;
  }, [asked, draft.view, text]);
  const pause = useRef<number | undefined>(undefined);
  const secrets = shown?.secrets;
  const { id } = tab;

  // What was typed in clear is shown as dots when the view is left.
  useEffect(() => {
    return () => {
      window.clearTimeout(pause.current);
      leaveXmlEditor({ id });
    };
  }, [id]);

  const type = (typed: string) => {
    typeXml(tab, { text: typed, secrets: secrets ?? [] });
    window.clearTimeout(pause.current);
    pause.current = window.setTimeout(() => leaveField(tab), PAUSE);
  };
  const revealed = useCallback(() => updatePanel(tab.id, { reveal: null }), [tab.id]);
  return (
    <div className="edit-main" data-pane="main">
      <p className="editor-hint">{t(shown === null ? 'xml.masked' : 'xml.secrets')}</p>
      <Suspense fallback={<p className="editor-hint">{t('xml.loading')}</p>}>
        <XmlSurface
          text={text}
          marks={marks}
          words={words}
          label={t('xml.label')}
          readOnly={shown === null}
          reveal={reveal}
          onType={type}
          onLeave={() => leaveXmlEditor(tab)}
          onRevealed={revealed}
        />
      </Suspense>
    </div>
  );
}
