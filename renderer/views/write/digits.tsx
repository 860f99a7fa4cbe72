import { type ChangeEvent, type KeyboardEvent, useId, useRef } from 'react';
import { useText } from '../../components/use-text.ts';
import { heard } from '../../model/composing.ts';
import { enterDigits } from '../../services/write-service.ts';
import { type CardTab, cardNumber, type WriteState } from '../../stores/cards-store.ts';

interface Props {
  readonly tab: CardTab;
  readonly write: WriteState;
}

const BOXES = [0, 1, 2, 3] as const;

/** The last four digits of the card's number: typing them arms. */
export function Digits({ tab, write }: Props) {
  const t = useText();
  const id = useId();
  const boxes = useRef<HTMLFieldSetElement>(null);
  const box = (at: number) => boxes.current?.querySelectorAll('input')[at];
  const type = (at: number, event: ChangeEvent<HTMLInputElement>) => {
    const typed = event.target.value.toUpperCase().replace(/[^0-9A-F]/g, '');
    const cells = BOXES.map((index) => write.digits[index] ?? ' ');
    if (typed === '') cells[at] = ' ';
    // A pasted number fills the boxes from here on; a second digit in a box replaces the first.
    else
      [...(typed.length > 2 ? typed : typed.slice(-1))].forEach((digit, index) => {
        if (at + index < BOXES.length) cells[at + index] = digit;
      });
    void enterDigits(tab, cells.join('').trimEnd());
    if (typed !== '') box(Math.min(3, at + (typed.length > 2 ? typed.length : 1)))?.focus();
  };
  const press = (at: number, event: KeyboardEvent) => {
    if (event.key === 'Backspace' && (write.digits[at] ?? ' ') === ' ') box(at - 1)?.focus();
    if (event.key === 'ArrowLeft') box(at - 1)?.focus();
    if (event.key === 'ArrowRight') box(at + 1)?.focus();
  };
  const full = write.digits.length === 4 && !write.digits.includes(' ');
  const wrong = full && !cardNumber(write).endsWith(write.digits);
  return (
    <div className="digits">
      <p>{t('write.lastFour')}</p>
      <fieldset
        ref={boxes}
        aria-label={t('write.lastFour')}
        className={write.armed ? 'digit-boxes matches' : wrong ? 'digit-boxes wrong' : 'digit-boxes'}
      >
        {BOXES.map((at) => (
          <input
            key={at}
            className="digit mono"
            inputMode="numeric"
            autoComplete="off"
            aria-label={t('write.digit', { at: at + 1 })}
            aria-describedby={id}
            aria-invalid={wrong}
            data-focus="digit"
            data-testid={`iccid-digit-${at}`}
            value={(write.digits[at] ?? '').trim()}
            disabled={write.run !== null || tab.session === null}
            onChange={(event) => type(at, event)}
            onKeyDown={heard((event) => press(at, event))}
            onFocus={(event) => event.target.select()}
          />
        ))}
      </fieldset>
      <p id={id} className="quiet" role="status">
        {wrong ? t('write.notThisCard') : t('write.pulling')}
      </p>
    </div>
  );
}
