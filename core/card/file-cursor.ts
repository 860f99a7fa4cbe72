import type { CommandApdu } from '../apdu/command.ts';
import { equalBytes } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { CardLink } from './card-link.ts';
import { gsm, type SelectAnswer, uicc } from './commands.ts';
import { type FileHeader, readFcp, readSelectResponse2g } from './file-header.ts';
import { type Reach, reachOf } from './reach.ts';
import { cardClassOfMode, type Speech } from './read-blocks.ts';

const MF = 0x3f00;
/** Stands for the application that is current on the channel (TS 102 221 8.4.1). */
const CURRENT_APPLICATION = 0x7fff;

/** RID alone (ISO/IEC 7816-4 8.2.1.2). */
const SHORTEST_AID = 5;

/** Where a file is: ids from the MF, or from the application of that AID, which may have no place below the MF. */
export interface FilePlace {
  readonly aid: Uint8Array | null;
  /** Without 3F00; empty for the MF or the ADF itself. */
  readonly fids: readonly number[];
}

export interface Selected {
  readonly reach: Reach;
  readonly sw: number;
  /** Undefined where the card refused, or told nothing that decodes. */
  readonly header?: FileHeader;
}

/**
 * Goes about a card by SELECT alone: down by file id, into an application by its AID, on the one channel that is ours. Every
 * method answers an error only when the link broke. Whoever else selects on this channel must call `lost`.
 */
export interface FileCursor extends Speech {
  readonly link: CardLink;
  /** Selects a file at its place; whatever else has to be selected on the way is. */
  select(place: FilePlace): Promise<Result<Selected>>;
  /** What is selected is no longer known. */
  lost(): void;
}

export const childOf = (place: FilePlace, fid: number): FilePlace => ({ aid: place.aid, fids: [...place.fids, fid] });
const parentOf = (place: FilePlace): FilePlace => ({ aid: place.aid, fids: place.fids.slice(0, -1) });

function sameAid(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : equalBytes(a, b);
}

function samePlace(a: FilePlace | undefined, b: FilePlace): boolean {
  return (
    a !== undefined &&
    sameAid(a.aid, b.aid) &&
    a.fids.length === b.fids.length &&
    a.fids.every((fid, i) => b.fids[i] === fid)
  );
}

/** P2 values that ask for the header: the FCP, and the FCI of ISO/IEC 7816-4 for cards that know no better. */
type HeaderP2 = Exclude<SelectAnswer, 0x0c>;

export function createFileCursor(link: CardLink, speech: Speech): FileCursor {
  const { mode, channel } = speech;
  const cardClass = cardClassOfMode(mode);
  /** The DF that is current; undefined where that is not known. */
  let here: FilePlace | undefined;
  /** The application that 7FFF stands for. */
  let application: Uint8Array | null = null;
  let p2: HeaderP2 = 0x04;

  async function send(command: (p2: HeaderP2) => CommandApdu): Promise<Result<Selected>> {
    let answer = await link.send(command(p2));
    if (answer.ok && mode === '3g' && p2 === 0x04 && (answer.value.sw === 0x6a86 || answer.value.sw === 0x6b00)) {
      p2 = 0x00;
      answer = await link.send(command(p2));
    }
    if (!answer.ok) return answer;
    const { sw, data } = answer.value;
    const reach = reachOf(sw, cardClass);
    const read = data.length === 0 ? undefined : mode === '2g' ? readSelectResponse2g(data) : readFcp(data);
    return ok({ reach, sw, ...(read?.ok && { header: read.value }) });
  }

  const selectFid = (fid: number) => send((how) => (mode === '2g' ? gsm.select(fid) : uicc.select(channel, fid, how)));

  const reached = ({ reach }: Selected) => reach === 'ok' || reach === 'inactive';

  /** Cards that know an application by a beginning of its name alone are given one, where the answer shows which it is. */
  async function selectName(aid: Uint8Array): Promise<Result<Selected>> {
    const whole = await send((how) => uicc.selectAid(channel, aid, how));
    if (!whole.ok || whole.value.reach !== 'missing' || aid.length <= SHORTEST_AID) return whole;
    const part = await send((how) => uicc.selectAid(channel, aid.subarray(0, -1), how));
    if (!part.ok) return part;
    return part.value.header?.aid != null && equalBytes(part.value.header.aid, aid) ? part : whole;
  }

  /** The MF, or an application: by its AID, once it is the current one by 7FFF, which keeps what was verified in it. */
  async function selectRoot(aid: Uint8Array | null): Promise<Result<Selected>> {
    if (aid === null) return selectFid(MF);
    if (sameAid(application, aid)) {
      const again = await selectFid(CURRENT_APPLICATION);
      if (!again.ok || reached(again.value)) return again;
    }
    const selected = await selectName(aid);
    if (selected.ok) application = reached(selected.value) ? aid : null;
    return selected;
  }

  /** Makes `place` current where it is a DF. An EF leaves its parent current. */
  async function selectFrom(place: FilePlace): Promise<Result<Selected>> {
    const { fids } = place;
    const last = fids.at(-1);
    if (last === undefined) return selectRoot(place.aid);
    const parent = parentOf(place);
    if (!samePlace(here, parent)) {
      const up = await select(parent);
      if (!up.ok || !reached(up.value)) return up;
    }
    return selectFid(last);
  }

  async function select(place: FilePlace): Promise<Result<Selected>> {
    const selected = await selectFrom(place);
    if (!selected.ok) {
      here = undefined;
      return selected;
    }
    const { header, reach } = selected.value;
    // A SELECT that is refused leaves what was selected (TS 102 221 11.1.1.1); after a failure nothing is sure.
    if (reach === 'failed') here = undefined;
    else if (!reached(selected.value)) here = samePlace(here, place) ? undefined : here;
    else if (place.fids.length === 0 || header === undefined || header.type !== 'ef') here = place;
    return selected;
  }

  return {
    ...speech,
    link,
    select,
    lost() {
      here = undefined;
      application = null;
    },
  };
}
