// biome-ignore-all lint/a11y/useSemanticElements: a line of bytes is no form's fieldset
import type { KeyboardEvent } from 'react';
import { hexWord } from '../../../core/base/bytes.ts';
import { useText } from '../../components/use-text.ts';
import { updateWrite, useTab } from '../../stores/cards-store.ts';

/** A byte as it is shown: dots where it must not be. */
export interface ShownByte {
  readonly offset: number;
  readonly text: string;
  readonly changed: boolean;
}

interface Props {
  readonly file: string;
  /** Byte that has the focus first. */
  readonly at: number;
  readonly bytes: readonly ShownByte[];
}

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowLeft: -1, ArrowRight: 1 };

/** The bytes that stand on the card. Each can be pointed at, by pointer and by arrow keys: a key leads to the exchange that read it. */
export function OldBytes({ file, at, bytes }: Props) {
  const t = useText();
  const tab = useTab();
  const pointed = tab?.write?.pointed ?? null;
  const here = bytes.find(({ offset }) => pointed?.file === file && pointed.offset === offset)?.offset ?? null;
  const point = (offset: number) => tab && updateWrite(tab.id, { pointed: { file, offset } });
  const press = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const cells: HTMLElement[] = [...event.currentTarget.querySelectorAll('button')];
    if (event.target instanceof HTMLElement) cells[cells.indexOf(event.target) + by]?.focus();
    event.preventDefault();
  };
  return (
    <div className="where-line mono old" role="group" aria-label={t('write.oldBytes')} onKeyDown={press}>
      <span className="where-sign">-</span>
      {bytes.map(({ offset, text, changed }) => (
        <button
          key={offset}
          type="button"
          className={changed ? 'where-cell changed' : 'where-cell'}
          tabIndex={offset === (here ?? at) ? 0 : -1}
          aria-label={`${hexWord(offset)} ${text}`}
          aria-current={offset === here ? 'true' : undefined}
          data-testid="old-byte"
          data-offset={offset}
          onFocus={() => point(offset)}
          onClick={() => point(offset)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
