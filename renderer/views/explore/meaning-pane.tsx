// biome-ignore-all lint/a11y/useSemanticElements: the group is a pane, not a form's fieldset
// biome-ignore-all lint/a11y/noNoninteractiveTabindex: arrow keys move the selection here as in the other panes
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { run } from '../../actions/action.ts';
import { editSelection } from '../../actions/card-actions.ts';
import { useCoreWords, useListGap, useText } from '../../components/use-text.ts';
import { glyphOfSeverity, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import type { FileModel, PlacedMessage } from '../../model/card-model.ts';
import { type MeaningRow, meaningGroups, rowsInSelection } from '../../model/meaning-rows.ts';
import { shownXml } from '../../model/shown-xml.ts';
import { type CardTab, updateTab } from '../../stores/cards-store.ts';
import { selectSpan } from '../../stores/selection-acts.ts';
import { type BandBoard, clipPlace } from './band-board.ts';
import { useBandReport } from './use-band-report.ts';
import { XmlText } from './xml-text.tsx';

const SECRET = '••••••••••';

interface Props {
  readonly tab: CardTab;
  readonly file: FileModel | null;
  readonly board: BandBoard;
}

function Row({
  row,
  id,
  lit,
  within,
  onPick,
}: {
  row: MeaningRow;
  id: string | undefined;
  lit: boolean;
  within: boolean;
  onPick: (row: MeaningRow) => void;
}) {
  const t = useText();
  return (
    <button
      id={id}
      type="button"
      tabIndex={-1}
      className={`meaning-row${lit ? ' selected' : ''}${within ? ' parent' : ''}`}
      data-testid="meaning-row"
      data-path={row.id}
      data-lit={lit || within ? '' : undefined}
      aria-current={lit ? 'true' : undefined}
      title={row.secret ? row.name : `${row.name}: ${row.value}`}
      onClick={() => onPick(row)}
    >
      <span className="meaning-label cut">{row.label === null ? row.name : t(row.label)}</span>
      <span className="meaning-value mono cut">
        {row.secret ? SECRET : row.value === '' ? t('meaning.emptyValue') : row.value}
      </span>
      {row.severity !== null && <VerdictGlyph kind={glyphOfSeverity(row.severity)} size={13} />}
    </button>
  );
}

/** Made when it is looked at. */
function MessageXml({
  file: { file },
  message: { view, at },
}: {
  readonly file: FileModel;
  readonly message: PlacedMessage;
}) {
  const xml = useMemo(() => shownXml(file.bytes.subarray(at, at + view.size), view), [file, view, at]);
  return <XmlText xml={xml} />;
}

/** What the bytes mean, in words; and the message as XML. */
export function MeaningPane({ tab, file, board }: Props) {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  const base = useId();
  const say = useCoreWords();
  const between = useListGap();
  const groups = useMemo(() => (file === null ? [] : meaningGroups(file, say, between)), [file, say, between]);
  const lit = useMemo(() => rowsInSelection(groups, tab.selection), [groups, tab.selection]);
  const active = groups.flatMap(({ rows }) => rows).find((row) => lit.has(row.id));
  const first = active?.id;
  const one = lit.size === 1;
  // The row's place in the file is its id: a path may hold what an id may not.
  const rowId = ({ place }: MeaningRow) => `${base}-${place.offset}-${place.length}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the lit row is found in the document
  useEffect(() => {
    box.current?.querySelector('[data-lit]')?.scrollIntoView({ block: 'nearest' });
  }, [first, tab.meaning]);
  useBandReport(box, board, 'meaning', (scrolled, head) => {
    const rows = scrolled.querySelectorAll<HTMLElement>('[data-lit]');
    const [from] = rows;
    const to = rows[rows.length - 1];
    if (from === undefined || to === undefined || scrolled.clientHeight === 0) return null;
    return clipPlace(from.offsetTop, to.offsetTop + to.offsetHeight, scrolled.scrollTop, head, scrolled.clientHeight);
  });

  const hasXml = file?.message != null && file.message.view.xml !== '';
  const shown = hasXml ? tab.meaning : 'meaning';
  // The XML has no rows for a band to lead to.
  useLayoutEffect(() => {
    if (shown === 'xml') board.report('meaning', null);
  });

  const pick = (row: MeaningRow) => {
    if (file !== null) selectSpan(tab, file.file.path, row.place);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.target === event.currentTarget && run(editSelection)) {
      event.preventDefault();
      return;
    }
    const rows = groups.flatMap((group) => group.rows);
    const at = rows.findIndex((row) => row.id === first);
    const next = event.key === 'ArrowDown' ? rows[at + 1] : event.key === 'ArrowUp' ? rows[at - 1] : undefined;
    if (next === undefined || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    pick(next);
  };
  return (
    <Tabs
      className="pane meaning-pane"
      data-pane="meaning"
      aria-label={t('pane.meaning')}
      selectedKey={shown}
      onSelectionChange={(key) => updateTab(tab.id, { meaning: key === 'xml' ? 'xml' : 'meaning' })}
    >
      <TabList className="pane-head pane-tabs" aria-label={t('pane.meaning')}>
        <Tab id="meaning" className="pane-tab" data-testid="tab-meaning">
          {t('pane.meaning')}
        </Tab>
        {hasXml && (
          <Tab id="xml" className="pane-tab" data-testid="tab-xml">
            XML
          </Tab>
        )}
      </TabList>
      <TabPanel id="meaning" className="pane-body">
        <div
          ref={box}
          className="meaning-body scroll"
          tabIndex={0}
          role="group"
          aria-label={t('pane.meaning')}
          data-pane-focus
          aria-activedescendant={active && rowId(active)}
          onKeyDown={press}
        >
          {groups.length === 0 && (
            <p className="pane-empty">{t(file === null ? 'meaning.nothing' : 'meaning.noFields')}</p>
          )}
          {groups.map((group) => (
            <section key={group.id} className="meaning-group">
              <h3 className="cut">
                {group.title === null ? group.name : t(group.title)}
                {group.title !== null && group.name !== '' && <span>{group.name}</span>}
              </h3>
              {group.rows.map((row) => (
                <Row
                  key={row.id}
                  row={row}
                  id={row.id === first ? rowId(row) : undefined}
                  lit={one && lit.has(row.id)}
                  within={!one && lit.has(row.id)}
                  onPick={pick}
                />
              ))}
            </section>
          ))}
          {file?.message && file.message.rest.length > 0 && (
            <section className="meaning-group">
              <h3>{t('meaning.after')}</h3>
              <button
                type="button"
                tabIndex={-1}
                className="meaning-row"
                onClick={() => file.message && selectSpan(tab, file.file.path, file.message.rest)}
              >
                <span className="meaning-label">
                  {t(file.message.restBlank ? 'meaning.padding' : 'meaning.trailing')}
                </span>
                <span className="meaning-value cut">{t('meaning.bytes', { count: file.message.rest.length })}</span>
              </button>
            </section>
          )}
        </div>
      </TabPanel>
      {hasXml && (
        <TabPanel id="xml" className="pane-body">
          <MessageXml file={file} message={file.message} />
        </TabPanel>
      )}
    </Tabs>
  );
}
