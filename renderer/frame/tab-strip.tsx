import { useEffect, useRef, useState } from 'react';
import { Menu, MenuItem, Popover } from 'react-aria-components';
import { type CardLook, CardPicture } from '../components/card-picture.tsx';
import { Icon } from '../components/icon.tsx';
import { useText } from '../components/use-text.ts';
import { useTabTitle } from '../components/use-title.ts';
import { iccidTail } from '../model/iccid.ts';
import { hasEdits, leaveTab } from '../services/leave-service.ts';
import { useApp } from '../stores/app-store.ts';
import { activate, type CardTab, useCards } from '../stores/cards-store.ts';
import { useDesk } from '../stores/desk-store.ts';
import { lookOf } from './rail-item.tsx';

function useTitle(): (tab: CardTab) => string {
  const readers = useApp((state) => state.readers);
  const nameOf = useTabTitle();
  return (tab) => {
    const reader = readers.find(({ name }) => name === tab.reader);
    if (reader?.label !== undefined) return reader.label;
    // An opened file is known by its name, a card by its number.
    if (reader?.virtual?.memory !== undefined) return tab.title;
    return tab.read?.card.iccid ? iccidTail(tab.read.card.iccid) : nameOf(tab);
  };
}

function tabLook({ kind, reader }: CardTab, recording: boolean): CardLook {
  return kind === 'trace' ? 'wave' : lookOf({ kind, card: 'present', name: reader }, recording);
}

function TabItem({ tab, active, title }: { readonly tab: CardTab; readonly active: boolean; readonly title: string }) {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  const recording = useDesk(({ documents }) => documents.get(tab.reader)?.kind === 'trace');
  useEffect(() => {
    if (active) box.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);
  const edited = hasEdits(tab);
  const name = useTabTitle()(tab);
  return (
    <div ref={box} className={active ? 'tab active' : 'tab'}>
      <button
        type="button"
        className="tab-name"
        aria-current={active ? 'page' : undefined}
        data-testid={`tab-${tab.reader}`}
        data-edited={edited ? '' : undefined}
        onClick={() => activate(tab.id)}
        onAuxClick={(event) => event.button === 1 && leaveTab(tab)}
        // The middle button would begin to scroll where tabs overflow.
        onMouseDown={(event) => event.button === 1 && event.preventDefault()}
        title={name}
      >
        <CardPicture look={tabLook(tab, recording)} scale={0.7} />
        <span className="cut mono-if-number">{title}</span>
        {edited && (
          <span className="tab-edited">
            <span aria-hidden="true">Δ</span>
            <span className="hidden-text">{t('tab.edited')}</span>
          </span>
        )}
        {tab.kind !== 'trace' && (tab.liveness === 'ended' || tab.liveness === 'failed') && (
          <span className="tab-state">{t('tab.notLive')}</span>
        )}
      </button>
      <button
        type="button"
        className="tab-close"
        aria-label={t('tab.close', { name: title })}
        disabled={tab.write?.run?.state === 'running'}
        onClick={() => leaveTab(tab)}
      >
        <Icon name="close" size={12} />
      </button>
    </div>
  );
}

/** Whether the tabs are wider than their place. */
function useOverflow(count: number) {
  const strip = useRef<HTMLElement>(null);
  const [over, setOver] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number of tabs is another width
  useEffect(() => {
    const { current } = strip;
    if (current === null) return;
    const measure = () => setOver(current.scrollWidth > current.clientWidth + 1);
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    measure();
    return () => observer.disconnect();
  }, [count]);
  return { strip, over };
}

/** A tab a card; where they do not fit, all of them in a menu besides. */
export function TabStrip() {
  const t = useText();
  const { tabs, active } = useCards();
  const titleOf = useTitle();
  const nameOf = useTabTitle();
  const { strip, over } = useOverflow(tabs.length);
  const more = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <div className="tab-bar">
      <nav className="tabs" aria-label={t('frame.cards')} ref={strip}>
        {tabs.length === 0 && (
          <div className="tab active" data-testid="tab-welcome">
            <CardPicture look="virtual" scale={0.7} />
            <span className="cut">{t('welcome.tab')}</span>
          </div>
        )}
        {tabs.map((tab) => (
          <TabItem key={tab.id} tab={tab} active={tab.id === active} title={titleOf(tab)} />
        ))}
      </nav>
      {over && (
        <button
          ref={more}
          type="button"
          className="tabs-more"
          aria-haspopup="menu"
          aria-expanded={open}
          aria-label={t('tabs.more', { count: tabs.length })}
          title={t('tabs.more', { count: tabs.length })}
          data-testid="tabs-more"
          onClick={() => setOpen(true)}
        >
          <span className="num">{tabs.length}</span>
          <Icon name="down" size={12} />
        </button>
      )}
      {open && (
        <Popover
          className="menu-popover"
          aria-label={t('tabs.more', { count: tabs.length })}
          triggerRef={more}
          placement="bottom end"
          isOpen
          onOpenChange={setOpen}
        >
          <Menu
            className="menu"
            aria-label={t('tabs.more', { count: tabs.length })}
            autoFocus="first"
            onClose={() => setOpen(false)}
            onAction={(key) => activate(String(key))}
          >
            {tabs.map((tab) => (
              <MenuItem key={tab.id} id={tab.id} className="menu-item" textValue={titleOf(tab)}>
                <CardPicture look={tabLook(tab, false)} scale={0.7} />
                <span className="cut">
                  {titleOf(tab)} <span className="menu-reason">{nameOf(tab)}</span>
                </span>
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      )}
    </div>
  );
}
