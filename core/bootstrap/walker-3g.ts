import { concat } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Answer, CardLink } from '../card/card-link.ts';
import { uicc } from '../card/commands.ts';
import { type FileHeader, readFcp } from '../card/file-header.ts';
import { type CardFace, releaseFace } from '../card/identify.ts';
import { cardFailure, isPastEnd, reachOf } from '../card/reach.ts';
import { binaryReader, collect } from '../card/read-blocks.ts';
import { type DirRecord, type DirTemplate, readDirRecord, readTransparentDir } from '../pkcs15/ef-dir.ts';
import type { ResolvedPath } from '../pkcs15/path.ts';
import type { FileRead } from './read-result.ts';
import type { ApplicationOutcome, CardWalker, DirBody, FileBody, FileWish, StepOutcome } from './walker.ts';

const MF = 0x3f00;
const EF_DIR = 0x2f00;
const SFI_DIR = 0x1e;

type Selected = StepOutcome & { readonly header?: FileHeader };

/**
 * Direct application selection (DM Bootstrap D.3): ISO class, SELECT by AID on the logical channel that `face` opened. Begins
 * with the MF selected there.
 */
export function createWalker3g(link: CardLink, face: CardFace, options: { readonly strict: boolean }): CardWalker {
  const { channel, borrowed } = face;
  /** Ids below the application of the DF that is current on our channel; undefined where it is elsewhere. */
  let currentDf: readonly number[] | undefined;
  const readBlock = binaryReader(link, { mode: '3g', channel });

  /** P2=0C gets no data and is cheap; a card that does not know it is asked for the FCP instead. */
  async function select(
    command: (p2: 0x04 | 0x0c) => ReturnType<typeof uicc.select>,
    header: boolean,
  ): Promise<Result<Selected>> {
    let answer: Result<Answer> = await link.send(command(header ? 0x04 : 0x0c));
    if (!answer.ok) return answer;
    const exchanges = [...answer.value.exchanges];
    if (!header && (answer.value.sw === 0x6a86 || answer.value.sw === 0x6a81 || answer.value.sw === 0x6b00)) {
      answer = await link.send(command(0x04));
      if (!answer.ok) return answer;
      exchanges.push(...answer.value.exchanges);
    }
    const { sw, data } = answer.value;
    const outcome = { reach: reachOf(sw, 'iso'), sw, exchanges };
    if (outcome.reach === 'failed') return err(cardFailure('SELECT', sw, 'iso'));
    const fcp = data.length > 0 ? readFcp(data) : undefined;
    if (!fcp?.ok) return ok(outcome);
    return ok({ ...outcome, header: fcp.value });
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
    const fids = path.from === 'mf' ? path.fids : [0x7fff, ...path.fids];
    const selected = await select((p2) => uicc.selectPath(channel, fids, p2), header);
    if (selected.ok && selected.value.reach === 'ok') currentDf = path.from === 'application' ? parent : undefined;
    return selected;
  }

  async function readRecordsBySfi(found: (record: DirRecord) => boolean): Promise<Result<DirBody>> {
    return readRecords(found, SFI_DIR, []);
  }

  async function readRecords(
    found: (record: DirRecord) => boolean,
    sfi: number,
    before: readonly number[],
  ): Promise<Result<DirBody>> {
    const parts: Uint8Array[] = [];
    const reads: FileRead[] = [];
    const exchanges: number[] = [...before];
    const records: DirRecord[] = [];
    let recordLength = 0;
    let sw = 0x9000;
    let reach = reachOf(sw, 'iso');
    for (let number = 1; number <= 254; number++) {
      const answer = await link.send(uicc.readRecord(channel, number, sfi, recordLength || 256));
      if (!answer.ok) return answer;
      exchanges.push(...answer.value.exchanges);
      const { data } = answer.value;
      if (data.length === 0) {
        // 6A83 after the last record is the end of the file; anything else there is not known to be.
        if (number > 1 && isPastEnd(answer.value.sw)) break;
        sw = answer.value.sw;
        reach = reachOf(sw, 'iso');
        if (reach === 'failed' || number > 1) return err(cardFailure(`READ RECORD ${number} of EF_DIR`, sw, 'iso'));
        break;
      }
      sw = answer.value.sw;
      recordLength = data.length;
      const offset = (number - 1) * recordLength;
      reads.push({ exchange: answer.value.exchanges.at(-1) as number, offset, length: data.length });
      parts.push(data);
      const record = readDirRecord(concat(...parts), { offset, length: data.length });
      records.push(record);
      if (found(record)) break;
    }
    return ok({
      reach,
      sw,
      exchanges,
      structure: records.length > 0 ? 'linear' : 'unknown',
      size: null,
      recordLength,
      bytes: concat(...parts),
      reads,
      records,
    });
  }

  /** EF(DIR) that is not a record file, or has no SFI: the FCP tells what it is. */
  async function readDirByFid(
    found: (record: DirRecord) => boolean,
    before: readonly number[],
  ): Promise<Result<DirBody>> {
    const selected = await select((p2) => uicc.select(channel, EF_DIR, p2), true);
    if (!selected.ok) return selected;
    const { header, reach, sw } = selected.value;
    const exchanges = [...before, ...selected.value.exchanges];
    if (reach !== 'ok' || header?.structure !== 'transparent') {
      if (reach === 'ok') return readRecords(found, 0, exchanges);
      return ok({
        reach,
        sw,
        exchanges,
        structure: header?.structure ?? 'unknown',
        size: null,
        recordLength: 0,
        bytes: new Uint8Array(),
        reads: [],
        records: [],
      });
    }
    const body = await collect(readBlock, header.size, () => false, 'iso');
    if (!body.ok) return body;
    return ok({
      ...body.value,
      exchanges: [...exchanges, ...body.value.exchanges],
      structure: 'transparent',
      size: header.size,
      recordLength: 0,
      records: readTransparentDir(body.value.bytes),
      header,
    });
  }

  return {
    mode: '3g',
    channel,

    async readDir(found) {
      const body = await readRecordsBySfi(found);
      if (!body.ok || body.value.records.length > 0 || body.value.reach === 'refused') return body;
      return readDirByFid(found, body.value.exchanges);
    },

    async enter(template: DirTemplate): Promise<Result<ApplicationOutcome>> {
      const refused = borrowed === undefined ? {} : { channelRefused: borrowed.refused };
      if (borrowed !== undefined && options.strict) {
        return ok({ reach: 'error', sw: borrowed.refused, exchanges: face.exchanges, channel, ...refused });
      }
      const { aid } = template;
      if (aid === null) return ok({ reach: 'missing', sw: 0x6a82, exchanges: face.exchanges, channel, ...refused });
      const selected = await select((p2) => uicc.selectAid(channel, aid, p2), false);
      if (!selected.ok) return selected;
      const { reach, sw } = selected.value;
      currentDf = reach === 'ok' ? [] : undefined;
      return ok({ reach, sw, exchanges: [...face.exchanges, ...selected.value.exchanges], channel, ...refused });
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
      let body = await collect(readBlock, shape.size, wish.enough, 'iso');
      if (!body.ok) return body;
      const exchanges = [...outcome.exchanges, ...body.value.exchanges];
      let size = shape.size;
      if (body.value.bytes.length === 0 && body.value.sw === 0x6700 && size === null) {
        // A card that answers a long Le with 6700 wants the exact length: its FCP tells the size.
        const again = await selectFile(path, true);
        if (!again.ok) return again;
        size = again.value.header?.size ?? null;
        if (size !== null) {
          body = await collect(readBlock, size, wish.enough, 'iso');
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
      const answer = await link.send(uicc.readRecord(channel, record, 0, 256));
      if (!answer.ok) return answer;
      const { sw, data } = answer.value;
      return ok({
        reach: reachOf(sw, 'iso'),
        sw,
        exchanges: [...selected.value.exchanges, ...answer.value.exchanges],
        data,
      });
    },

    leave: () => releaseFace(link, face),
  };
}
