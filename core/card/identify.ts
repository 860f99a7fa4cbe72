import type { CommandApdu } from '../apdu/command.ts';
import { statusOutcome } from '../apdu/status-words.ts';
import { appError } from '../base/app-error.ts';
import { hexWord } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Answer, CardLink } from './card-link.ts';
import { gsm, type SelectAnswer, uicc } from './commands.ts';
import { readFcp } from './file-header.ts';
import { readIccid } from './iccid.ts';

export type CardMode = '2g' | '3g';

/** What channel 0 had selected before it had to be borrowed. EFs are not among it: STATUS tells the DF only. */
export interface BorrowedChannel {
  readonly aid: Uint8Array | null;
  readonly fid: number;
  /** Status word that MANAGE CHANNEL was refused with. */
  readonly refused: number;
}

/** Who the card is and how it is spoken to, with the MF selected on the channel that is ours. */
export interface CardFace {
  readonly mode: CardMode;
  /** Digits; null where EF(ICCID) cannot be read. */
  readonly iccid: string | null;
  /** Logical channel that was opened; 0 in class A0 and where the card gave none. */
  readonly channel: number;
  /** Set where channel 0 had to be used in the ISO class. */
  readonly borrowed?: BorrowedChannel;
  readonly exchanges: readonly number[];
}

const EF_ICCID = 0x2fe2;
const MF = 0x3f00;

interface Refusal {
  readonly refused: number;
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value && !('fid' in value);
}

/** 6E and 68 00: the class is not spoken in this mode. 6D would only mean that the instruction is not. */
function refusesClass(sw: number): boolean {
  return sw >> 8 === 0x6e || sw === 0x6800;
}

async function readIccid3g(link: CardLink, channel: number): Promise<Result<string | null | Refusal>> {
  let read = await link.send(uicc.readBinarySfi(channel, 0x02, 10));
  if (!read.ok) return read;
  // A channel that was given and is not heard: readers and cards that know the basic one alone.
  if (channel !== 0 && (refusesClass(read.value.sw) || read.value.sw === 0x6881)) return ok({ refused: read.value.sw });
  if (statusOutcome(read.value.sw, 'iso') !== 'ok' || read.value.data.length !== 10) {
    let selected = await selectSilently(link, (p2) => uicc.select(channel, EF_ICCID, p2));
    if (!selected.ok) return selected;
    if (statusOutcome(selected.value.sw, 'iso') === 'error') {
      // The MF ought to be current on a new channel. Some cards begin elsewhere.
      const root = await selectSilently(link, (p2) => uicc.select(channel, MF, p2));
      if (!root.ok) return root;
      selected = await selectSilently(link, (p2) => uicc.select(channel, EF_ICCID, p2));
      if (!selected.ok) return selected;
    }
    read = await link.send(uicc.readBinary(channel, 0, 10));
    if (!read.ok) return read;
  }
  return ok(statusOutcome(read.value.sw, 'iso') === 'ok' ? (readIccid(read.value.data) ?? null) : null);
}

/**
 * P2=0C asks for no data; a card that does not know it is asked for the FCP or the FCI, which nobody fetches.
 * @returns the last answer, with the exchanges of all of them
 */
async function selectSilently(link: CardLink, command: (p2: SelectAnswer) => CommandApdu): Promise<Result<Answer>> {
  const exchanges: number[] = [];
  let selected = await link.send(command(0x0c), 'leave');
  for (const p2 of [0x04, 0x00] as const) {
    if (!selected.ok) return selected;
    exchanges.push(...selected.value.exchanges);
    const { sw } = selected.value;
    if (statusOutcome(sw, 'iso') !== 'error' || sw === 0x6a82 || refusesClass(sw)) break;
    selected = await link.send(command(p2), 'leave');
    if (p2 === 0x00 && selected.ok) exchanges.push(...selected.value.exchanges);
  }
  return selected.ok ? ok({ ...selected.value, exchanges }) : selected;
}

/** Without a channel of its own the walk borrows channel 0: what it has selected is asked first, so that it can be put back. */
async function borrow(link: CardLink, refused: number): Promise<Result<BorrowedChannel | Refusal>> {
  const status = await link.send(uicc.status(0));
  if (!status.ok) return status;
  if (refusesClass(status.value.sw)) return ok({ refused: status.value.sw });
  const fcp = readFcp(status.value.data);
  const selected = await selectSilently(link, (p2) => uicc.select(0, MF, p2));
  if (!selected.ok) return selected;
  const { sw } = selected.value;
  // 6D to SELECT too: a card that names the instruction where it means the class. 9Fxx is an answer of class A0: a SIM that looks
  // at no class byte, to which an empty VERIFY would be a wrong value.
  if (refusesClass(sw) || sw === 0x6d00 || sw >> 8 === 0x9f) return ok({ refused: sw });
  return ok({ aid: fcp.ok ? fcp.value.aid : null, fid: fcp.ok ? (fcp.value.fid ?? MF) : MF, refused });
}

/**
 * ISO class: a channel of our own comes first (D.3.1), so that channel 0, where a phone's USIM session would run, is never
 * touched. A new channel begins at the MF (TS 102 221 8.7).
 */
async function face3g(link: CardLink): Promise<Result<CardFace | Refusal>> {
  const opened = await link.send(uicc.manageChannelOpen());
  if (!opened.ok) return opened;
  // A card may refuse the instruction with 6E as well: STATUS tells whether it is the class that is not spoken.
  const { sw, data } = opened.value;
  const own = statusOutcome(sw, 'iso') === 'ok' && data.length === 1;
  let refused = sw;
  if (own) {
    const channel = data[0] as number;
    const iccid = await readIccid3g(link, channel);
    if (!iccid.ok) return iccid;
    if (!isRefusal(iccid.value))
      return ok({ mode: '3g', iccid: iccid.value, channel, exchanges: opened.value.exchanges });
    refused = iccid.value.refused;
    const closed = await link.send(uicc.manageChannelClose(channel), 'leave');
    if (!closed.ok) return closed;
  }
  const borrowed = await borrow(link, refused);
  if (!borrowed.ok || isRefusal(borrowed.value)) return borrowed as Result<Refusal>;
  const iccid = await readIccid3g(link, 0);
  if (!iccid.ok) return iccid;
  if (isRefusal(iccid.value)) return ok(iccid.value);
  const { exchanges } = opened.value;
  return ok({ mode: '3g', iccid: iccid.value, channel: 0, exchanges, borrowed: borrowed.value });
}

async function face2g(link: CardLink): Promise<Result<CardFace | Refusal>> {
  const selected = await link.send(gsm.select(MF), 'leave');
  if (!selected.ok) return selected;
  if (refusesClass(selected.value.sw)) return ok({ refused: selected.value.sw });
  const face = { mode: '2g', channel: 0, exchanges: selected.value.exchanges } as const;
  const file = await link.send(gsm.select(EF_ICCID), 'leave');
  if (!file.ok) return file;
  if (statusOutcome(file.value.sw, '2g') === 'error') return ok({ ...face, iccid: null });
  const read = await link.send(gsm.readBinary(0, 10));
  if (!read.ok) return read;
  const back = await link.send(gsm.select(MF), 'leave');
  if (!back.ok) return back;
  return ok({
    ...face,
    iccid: statusOutcome(read.value.sw, '2g') === 'ok' ? (readIccid(read.value.data) ?? null) : null,
  });
}

/**
 * Finds out which class the card speaks and who it is. `auto` tries the ISO class first. A UICC's mode is chosen by the
 * first command after a reset and changes only across one (TS 102 221 5): where the class asked for is refused, the card is
 * reset once and asked again. What it opened is closed by `releaseFace`.
 */
export async function identify(link: CardLink, wanted: 'auto' | CardMode): Promise<Result<CardFace>> {
  const attempts: readonly (() => Promise<Result<CardFace | Refusal>>)[] =
    wanted === '3g'
      ? [() => face3g(link)]
      : wanted === '2g'
        ? [() => face2g(link)]
        : [() => face3g(link), () => face2g(link)];
  let refused = 0;
  for (const round of ['first', 'after reset'] as const) {
    if (round === 'after reset') {
      const reset = await link.transport.reset('warm');
      // A modem powers its card and has chosen its mode: there is no second round.
      if (!reset.ok && reset.error.code === 'reset-unsupported')
        return err(appError('card-mode-held', { reader: link.transport.reader, mode: wanted, sw: hexWord(refused) }));
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

/**
 * Leaves the card as it was found: closes the channel, or puts back what channel 0 had selected. In class A0, which has one
 * selection and no way to ask for all of it, the MF is selected.
 */
export async function releaseFace(link: CardLink, face: CardFace): Promise<Result<readonly number[]>> {
  const { mode, channel, borrowed } = face;
  if (mode === '2g' || channel !== 0) {
    const done = await link.send(mode === '2g' ? gsm.select(MF) : uicc.manageChannelClose(channel), 'leave');
    return done.ok ? ok(done.value.exchanges) : done;
  }
  const done = await selectSilently(link, (p2) =>
    borrowed?.aid ? uicc.selectAid(0, borrowed.aid, p2) : uicc.select(0, borrowed?.fid ?? MF, p2),
  );
  return done.ok ? ok(done.value.exchanges) : done;
}
