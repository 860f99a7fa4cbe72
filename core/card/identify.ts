import { statusOutcome } from '../apdu/status-words.ts';
import { appError } from '../base/app-error.ts';
import { hexWord } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { CardLink } from './card-link.ts';
import { gsm, uicc } from './commands.ts';
import { readIccid } from './iccid.ts';

export type CardMode = '2g' | '3g';

export interface CardFace {
  readonly mode: CardMode;
  /** Digits; null where EF(ICCID) cannot be read. */
  readonly iccid: string | null;
}

const EF_ICCID = 0x2fe2;
const MF = 0x3f00;

/** SW1 6E or 6D to a SELECT: the class is not spoken in this mode. 68 is given by some for a class they do not know. */
function refusesClass(sw: number): boolean {
  return sw >> 8 === 0x6e || sw >> 8 === 0x6d || sw === 0x6800;
}

async function face3g(link: CardLink): Promise<Result<CardFace | { refused: number }>> {
  // P2=0C: nothing is asked for; a card that does not know it is asked again for the FCP.
  let selected = await link.send(uicc.select(0, MF, 0x0c), 'leave');
  if (!selected.ok) return selected;
  if (refusesClass(selected.value.sw)) return ok({ refused: selected.value.sw });
  if (statusOutcome(selected.value.sw, 'iso') === 'error')
    selected = await link.send(uicc.select(0, MF, 0x04), 'leave');
  if (!selected.ok) return selected;
  let read = await link.send(uicc.readBinarySfi(0, 0x02, 10));
  if (!read.ok) return read;
  if (read.value.sw !== 0x9000 || read.value.data.length !== 10) {
    const again = await link.send(uicc.select(0, EF_ICCID, 0x0c), 'leave');
    if (!again.ok) return again;
    read = await link.send(uicc.readBinary(0, 0, 10));
    if (!read.ok) return read;
  }
  return ok({ mode: '3g', iccid: read.value.sw === 0x9000 ? (readIccid(read.value.data) ?? null) : null });
}

async function face2g(link: CardLink): Promise<Result<CardFace | { refused: number }>> {
  const selected = await link.send(gsm.select(MF), 'leave');
  if (!selected.ok) return selected;
  if (refusesClass(selected.value.sw)) return ok({ refused: selected.value.sw });
  const file = await link.send(gsm.select(EF_ICCID), 'leave');
  if (!file.ok) return file;
  if (statusOutcome(file.value.sw, '2g') === 'error') return ok({ mode: '2g', iccid: null });
  const read = await link.send(gsm.readBinary(0, 10));
  if (!read.ok) return read;
  const back = await link.send(gsm.select(MF), 'leave');
  if (!back.ok) return back;
  return ok({ mode: '2g', iccid: read.value.sw === 0x9000 ? (readIccid(read.value.data) ?? null) : null });
}

/**
 * Finds out which class the card speaks and who it is. `auto` tries the ISO class first. A UICC's mode is chosen by the
 * first command after a reset and changes only across one (TS 102 221 5): where the class asked for is refused, the card is
 * reset once and asked again.
 */
export async function identify(link: CardLink, wanted: 'auto' | CardMode): Promise<Result<CardFace>> {
  const attempts: readonly (() => Promise<Result<CardFace | { refused: number }>>)[] =
    wanted === '3g'
      ? [() => face3g(link)]
      : wanted === '2g'
        ? [() => face2g(link)]
        : [() => face3g(link), () => face2g(link)];
  let refused = 0;
  for (const round of ['first', 'after reset'] as const) {
    if (round === 'after reset') {
      const reset = await link.transport.reset('warm');
      if (!reset.ok) return reset;
    }
    for (const attempt of attempts) {
      const face = await attempt();
      if (!face.ok) return face;
      if (!('refused' in face.value)) return ok(face.value);
      refused = face.value.refused;
    }
  }
  return err(appError('card-class', { mode: wanted, sw: hexWord(refused) }));
}
