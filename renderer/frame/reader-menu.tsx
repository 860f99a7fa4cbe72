import type { RefObject } from 'react';
import { Menu, MenuItem, Popover } from 'react-aria-components';
import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import { READER_ACTS, type ReaderAct } from '../actions/reader-acts.ts';
import { Icon } from '../components/icon.tsx';
import { Keys } from '../components/keys.tsx';
import { useText } from '../components/use-text.ts';
import { useReaderTitle } from '../components/use-title.ts';
import type { CardTab } from '../stores/cards-store.ts';

interface Props {
  readonly reader: ReaderInfo;
  readonly tab: CardTab | undefined;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

function Item({ act, reader, tab }: Pick<Props, 'reader' | 'tab'> & { readonly act: ReaderAct }) {
  const t = useText();
  const ready = act.ready(reader, tab);
  return (
    <MenuItem
      id={act.id}
      className="menu-item"
      textValue={t(act.label)}
      isDisabled={ready !== true}
      onAction={() => act.perform(reader, tab)}
      data-testid={`menu-${act.id}`}
    >
      <Icon name={act.icon} size={14} />
      <span>{t(act.label)}</span>
      <Keys shortcuts={act.shortcuts} />
      {ready !== true && ready !== null && <span className="menu-reason">{t(ready)}</span>}
    </MenuItem>
  );
}

/** Everything that can be done with a reader; what cannot says why. */
export function ReaderMenu({ reader, tab, anchor, onClose }: Props) {
  const t = useText();
  const name = useReaderTitle()(reader);
  const acts = READER_ACTS.filter((act) => act.ready(reader, tab) !== null);
  return (
    <Popover
      className="menu-popover"
      aria-label={t('reader.menu', { name })}
      triggerRef={anchor}
      placement="right top"
      isOpen
      onOpenChange={(open) => !open && onClose()}
    >
      <p className="menu-head">
        <strong className="cut">{name}</strong>
        {reader.label !== undefined && <span className="cut">{reader.title}</span>}
        {reader.holder !== undefined && (
          <span className="cut">
            {t(reader.shared === true ? 'reader.sharedWith' : 'reader.heldBy', { holder: reader.holder })}
          </span>
        )}
        <span className="mono cut">{reader.name}</span>
      </p>
      <Menu
        className="menu"
        aria-label={t('reader.menu', { name })}
        autoFocus="first"
        onClose={onClose}
        data-testid="reader-menu"
      >
        {acts.map((act) => (
          <Item key={act.id} act={act} reader={reader} tab={tab} />
        ))}
      </Menu>
    </Popover>
  );
}
