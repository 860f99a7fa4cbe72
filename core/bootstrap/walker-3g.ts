import type { CommandApdu } from '../apdu/command.ts';
import { startsWith } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { CardLink } from '../card/card-link.ts';
import { type SelectAnswer, uicc } from '../card/commands.ts';
import { readFcp } from '../card/file-header.ts';
import { type CardFace, releaseFace } from '../card/identify.ts';
import { cardFailure, reachOf } from '../card/reach.ts';
import { binaryReader, collect } from '../card/read-blocks.ts';
import type { DirTemplate } from '../pkcs15/ef-dir.ts';
import type { ResolvedPath } from '../pkcs15/path.ts';
import { createDirReader3g, type Selected } from './read-dir-3g.ts';
import type { ApplicationOutcome, CardWalker, FileBody, FileWish } from './walker.ts';

const MF = 0x3f00;
/** A name has five bytes at least: its RID (ISO/IEC 7816-4 8.2.1.2). */
const SHORTEST_AID = 5;

/**
 * Direct application selection (DM Bootstrap D.3): ISO class, SELECT by AID on the logical channel that `face` opened. Begins
 * with the MF selected there.
 */
export function createWalker3g(link: CardLink, face: CardFace, options: { readonly strict: boolean }): CardWalker {
  const { channel, borrowed } = face;
  /** Ids below the application of the DF that is current on our channel; undefined where it is elsewhere. */
  let currentDf: readonly number[] | undefined;
  /** True while the MF is current on our channel: EF(DIR) is found from there only. */
  let inMf = true;
  const readBlock = binaryReader(link, { mode: '3g', channel });

  /** What the card answers to SELECT, best first; what it refused once is not asked again. */
  let silent: readonly SelectAnswer[] = [0x0c, 0x04, 0x00];
  let telling: readonly SelectAnswer[] = [0x04, 0x00];

  /** P2=0C gets no data and is cheap; a card that does not know it is asked for the FCP instead, or the FCI. */
  async function select(command: (p2: SelectAnswer) => CommandApdu, header: boolean): Promise<Result<Selected>> {
    const forms = header ? telling : silent;
    const exchanges: number[] = [];
    let sw = 0;
    let data: Uint8Array = new Uint8Array();
    for (const [index, p2] of forms.entries()) {
      const answer = await link.send(command(p2));
      if (!answer.ok) return answer;
      exchanges.push(...answer.value.exchanges);
      ({ sw, data } = answer.value);
      if (sw === 0x6a86 || sw === 0x6a81 || sw === 0x6b00) continue;
      if (index > 0 && reachOf(sw, 'iso') === 'ok') {
        if (header) telling = [p2];
        else silent = [p2];
      }
      break;
    }
    const outcome = { reach: reachOf(sw, 'iso'), sw, exchanges };
    if (outcome.reach === 'failed') return err(cardFailure('SELECT', sw, 'iso'));
    const fcp = data.length > 0 ? readFcp(data) : undefined;
    if (!fcp?.ok) return ok(outcome);
    return ok({ ...outcome, header: fcp.value });
  }

  /** A card that does not select by path is led down step by step. */
  async function descend(fids: readonly number[], header: boolean): Promise<Result<Selected>> {
    const exchanges: number[] = [];
    for (const fid of fids.slice(0, -1)) {
      const step = await select((p2) => uicc.select(channel, fid, p2), false);
      if (!step.ok) return step;
      exchanges.push(...step.value.exchanges);
      if (step.value.reach !== 'ok') return ok({ ...step.value, exchanges });
    }
    const last = await select((p2) => uicc.select(channel, fids.at(-1) ?? MF, p2), header);
    return last.ok ? ok({ ...last.value, exchanges: [...exchanges, ...last.value.exchanges] }) : last;
  }

  async function selectFile(path: ResolvedPath, header: boolean): Promise<Result<Selected>> {
    const parent = path.fids.slice(0, -1);
    const last = path.fids.at(-1) ?? MF;
    const here =
      path.from === 'application' &&
      currentDf !== undefined &&
      parent.length === currentDf.length &&
      parent.every((fid, i) => currentDf?.[i] === fid);
    if (here) return select((p2) => uicc.select(channel, last, p2), header);
    inMf = false;
    const fids = path.from === 'mf' ? path.fids : [0x7fff, ...path.fids];
    let selected = await select((p2) => uicc.selectPath(channel, fids, p2), header);
    if (selected.ok && (selected.value.sw === 0x6a86 || selected.value.sw === 0x6a81)) {
      const before = selected.value.exchanges;
      selected = await descend(path.from === 'mf' ? [MF, ...fids] : fids, header);
      if (selected.ok) selected = ok({ ...selected.value, exchanges: [...before, ...selected.value.exchanges] });
    }
    if (selected.ok && selected.value.reach === 'ok') currentDf = path.from === 'application' ? parent : undefined;
    return selected;
  }

  const dirFile = createDirReader3g(link, channel, select);

  return {
    mode: '3g',
    channel,

    async readDir(wanted, all) {
      if (!inMf) {
        const back = await select((p2) => uicc.select(channel, MF, p2), false);
        if (!back.ok) return back;
        currentDf = undefined;
        inMf = back.value.reach === 'ok';
      }
      return dirFile.read({ wanted, all });
    },

    async enter(template: Pick<DirTemplate, 'aid'>): Promise<Result<ApplicationOutcome>> {
      const refused = borrowed === undefined ? {} : { channelRefused: borrowed.refused };
      if (borrowed !== undefined && options.strict) {
        return ok({ reach: 'error', sw: borrowed.refused, exchanges: face.exchanges, channel, ...refused });
      }
      const { aid } = template;
      inMf = false;
      if (aid === null) return ok({ reach: 'missing', sw: 0x6a82, exchanges: face.exchanges, channel, ...refused });
      const selected = await select((p2) => uicc.selectAid(channel, aid, p2), false);
      if (!selected.ok) return selected;
      const exchanges = [...face.exchanges, ...selected.value.exchanges];
      const whole = { reach: selected.value.reach, sw: selected.value.sw, channel, ...refused };
      currentDf = whole.reach === 'ok' ? [] : undefined;
      if (whole.sw !== 0x6a82 || aid.length <= SHORTEST_AID) return ok({ ...whole, exchanges });
      // The application may stand there under a longer name, or answer to the beginning of its name alone (TS 102 221 8.5.1.2). What
      // was selected has to tell that it is the one.
      const partial = await select((p2) => uicc.selectAid(channel, aid.subarray(0, -1), p2), true);
      if (!partial.ok) return partial;
      exchanges.push(...partial.value.exchanges);
      const name = partial.value.header?.aid ?? new Uint8Array();
      if (partial.value.reach !== 'ok' || !startsWith(name, aid)) return ok({ ...whole, exchanges });
      currentDf = [];
      return ok({ ...whole, reach: 'ok', sw: partial.value.sw, nameRefused: whole.sw, exchanges });
    },

    async readFile(path, wish: FileWish): Promise<Result<FileBody>> {
      const selected = await selectFile(path, wish.header);
      if (!selected.ok) return selected;
      const { header, ...outcome } = selected.value;
      const shape = {
        structure: header?.structure ?? 'unknown',
        size: header?.size ?? null,
        recordLength: header?.recordLength ?? 0,
        ...(header && { header }),
      } as const;
      if (outcome.reach !== 'ok' || (header !== undefined && header.structure !== 'transparent')) {
        return ok({
          ...outcome,
          ...shape,
          reach: outcome.reach === 'ok' ? 'structure' : outcome.reach,
          bytes: new Uint8Array(),
          reads: [],
        });
      }
      let body = await collect(readBlock, shape.size, wish.enough, 'iso', wish);
      if (!body.ok) return body;
      const exchanges = [...outcome.exchanges, ...body.value.exchanges];
      let size = shape.size;
      if (body.value.bytes.length === 0 && body.value.sw === 0x6700 && size === null) {
        // A card that answers a long Le with 6700 wants the exact length: its FCP tells the size.
        const again = await selectFile(path, true);
        if (!again.ok) return again;
        size = again.value.header?.size ?? null;
        if (size !== null) {
          body = await collect(readBlock, size, wish.enough, 'iso', wish);
          if (!body.ok) return body;
          exchanges.push(...again.value.exchanges, ...body.value.exchanges);
        }
      }
      return ok({
        ...shape,
        ...body.value,
        size,
        structure: body.value.reach === 'ok' ? 'transparent' : shape.structure,
        exchanges,
      });
    },

    async header(path) {
      return selectFile(path, true);
    },

    async readRecord(path, record) {
      const selected = await selectFile(path, false);
      if (!selected.ok) return selected;
      if (selected.value.reach !== 'ok') return ok({ ...selected.value, data: new Uint8Array() });
      const exchanges = [...selected.value.exchanges];
      let answer = await link.send(uicc.readRecord(channel, record, 0, 256));
      if (!answer.ok) return answer;
      exchanges.push(...answer.value.exchanges);
      if (answer.value.sw === 0x6700) {
        // A card that does not tell the length of its records by 6Cxx: the FCP does.
        const again = await selectFile(path, true);
        if (!again.ok) return again;
        exchanges.push(...again.value.exchanges);
        answer = await link.send(uicc.readRecord(channel, record, 0, again.value.header?.recordLength || 255));
        if (!answer.ok) return answer;
        exchanges.push(...answer.value.exchanges);
      }
      const { sw, data } = answer.value;
      return ok({ reach: reachOf(sw, 'iso'), sw, exchanges, data });
    },

    async folder({ from, fids }, header = false): Promise<Result<Selected>> {
      inMf = false;
      const below = from === 'mf' ? fids : [0x7fff, ...fids];
      const selected = await select(
        (p2) => (below.length === 0 ? uicc.select(channel, MF, p2) : uicc.selectPath(channel, below, p2)),
        header,
      );
      if (!selected.ok) return selected;
      currentDf = from === 'application' && selected.value.reach === 'ok' ? fids : undefined;
      return selected;
    },

    forget() {
      currentDf = undefined;
    },

    leave: () => releaseFace(link, face),
  };
}
