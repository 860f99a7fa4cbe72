import type { Virtualizer } from '@tanstack/react-virtual';
import type { MouseEvent } from 'react';
import { useText } from '../../components/use-text.ts';
import type { FileModel } from '../../model/card-model.ts';
import { fileSections } from '../../model/file-sections.ts';
import type { CardTab } from '../../stores/cards-store.ts';

interface Props {
  readonly tab: CardTab;
  readonly file: FileModel;
  readonly virtual: Virtualizer<HTMLDivElement, Element>;
}

/** The whole file as a bar: its parts, the rows in sight, the cursor. A click goes there. */
export function FileMap({ tab, file, virtual }: Props) {
  const t = useText();
  const total = Math.max(file.file.size ?? 0, file.file.bytes.length);
  const percent = (bytes: number) => `${(100 * bytes) / total}%`;
  const height = virtual.scrollElement?.clientHeight ?? 0;
  const first = Math.floor((virtual.scrollOffset ?? 0) / 23) * 16;
  const shown = Math.min(Math.ceil(height / 23) * 16, file.file.bytes.length);
  const go = (event: MouseEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const offset = ((event.clientX - left) / width) * total;
    virtual.scrollToIndex(Math.min(Math.floor(offset / 16), Math.floor(file.file.bytes.length / 16)), {
      align: 'center',
    });
  };
  const cursor = tab.selection?.file === file.file.path ? tab.selection.cursor : null;
  return (
    <button type="button" className="file-map" tabIndex={-1} aria-label={t('hex.map')} onClick={go}>
      {fileSections(file).map((section) => (
        <span
          key={section.place.offset}
          className={`section ${section.kind}`}
          style={{ left: percent(section.place.offset), width: percent(section.place.length) }}
        />
      ))}
      <span className="window" style={{ left: percent(Math.min(first, total - shown)), width: percent(shown) }} />
      {cursor !== null && <span className="map-cursor" style={{ left: percent(cursor) }} />}
    </button>
  );
}
