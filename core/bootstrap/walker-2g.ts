import { concat, hexWord } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { CardLink } from '../card/card-link.ts';
import { gsm } from '../card/commands.ts';
import { type FileHeader, readSelectResponse2g } from '../card/file-header.ts';
import { type CardFace, releaseFace } from '../card/identify.ts';
import { cardFailure, isPastEnd, reachOf } from '../card/reach.ts';
import { binaryReader, collect } from '../card/read-blocks.ts';
import { type DirRecord, type DirTemplate, readDirRecord, readTransparentDir } from '../pkcs15/ef-dir.ts';
import type { ResolvedPath } from '../pkcs15/path.ts';
import type { FileRead } from './read-result.ts';
import type { ApplicationOutcome, CardWalker, DirBody, FileBody, FileWish, StepOutcome } from './walker.ts';

const MF = 0x3f00;
const EF_DIR = 0x2f00;
/** Record numbers have one byte, FF is reserved (ISO/IEC 7816-4 7.3.1): what a header promises beyond cannot be read. */
const MAX_RECORDS = 254;

/** Where record `number`, from 1, lies in the records one after the other. */
const dirSpan = (number: number, length: number) => ({ offset: (number - 1) * length, length });

/**
 * Indirect application selection (DM Bootstrap D.2): class A0, SELECT by file id down the path of tag 51. Begins with the
 * MF selected.
 */
export function createWalker2g(link: CardLink, face: CardFace): CardWalker {
  /** File ids below the MF of the DF that is current on the card. */
  let currentDf: readonly number[] = [];
  let application: readonly number[] = [];

  /** Selects each id in turn; the answer of the last one decides. `fetch` gets the header of the last one. */
  async function descend(
    fids: readonly number[],
    follow: 'fetch' | 'leave',
  ): Promise<Result<StepOutcome & { data: Uint8Array }>> {
    const exchanges: number[] = [];
    let last = { sw: 0x9000, data: new Uint8Array() };
    for (const [i, fid] of fids.entries()) {
      const answer = await link.send(gsm.select(fid), i === fids.length - 1 ? follow : 'leave');
      if (!answer.ok) return answer;
      exchanges.push(...answer.value.exchanges);
      last = { sw: answer.value.sw, data: answer.value.data.slice() };
      if (reachOf(last.sw, '2g') === 'failed') return err(cardFailure(`SELECT ${hexWord(fid)}`, last.sw, '2g'));
      if (reachOf(last.sw, '2g') !== 'ok') break;
    }
    return ok({ reach: reachOf(last.sw, '2g'), sw: last.sw, exchanges, data: last.data });
  }

  /** Selects an EF; moves the current DF only where the path needs it. */
  async function selectFile(path: ResolvedPath): Promise<Result<StepOutcome & { header?: FileHeader }>> {
    const target = path.from === 'mf' ? path.fids : [...application, ...path.fids];
    const parent = target.slice(0, -1);
    const here = parent.length === currentDf.length && parent.every((fid, i) => currentDf[i] === fid);
    const selected = await descend(here ? target.slice(-1) : [MF, ...target], 'fetch');
    if (!selected.ok) return selected;
    if (!here) currentDf = selected.value.reach === 'ok' ? parent : [-1];
    const { data, ...outcome } = selected.value;
    if (outcome.reach !== 'ok') return ok(outcome);
    const header = readSelectResponse2g(data);
    if (!header.ok) return ok({ ...outcome, reach: 'error' });
    return ok({ ...outcome, header: header.value });
  }

  async function readRecords(
    header: FileHeader,
    ends: (record: DirRecord) => boolean,
  ): Promise<Result<Pick<DirBody, 'bytes' | 'reads' | 'exchanges' | 'records' | 'sw' | 'reach'>>> {
    const parts: Uint8Array[] = [];
    const reads: FileRead[] = [];
    const exchanges: number[] = [];
    const records: DirRecord[] = [];
    let sw = 0x9000;
    for (let number = 1; number <= Math.min(header.records, MAX_RECORDS); number++) {
      const answer = await link.send(gsm.readRecord(number, header.recordLength));
      if (!answer.ok) return answer;
      exchanges.push(...answer.value.exchanges);
      sw = answer.value.sw;
      const { data } = answer.value;
      if (data.length === 0) {
        // Some cards do not find a record that is empty: the header says that it is there.
        if (isPastEnd(sw) && number < header.records) {
          parts.push(new Uint8Array(header.recordLength).fill(0xff));
          records.push(readDirRecord(concat(...parts), dirSpan(number, header.recordLength)));
          continue;
        }
        if (number > 1 && isPastEnd(sw)) break;
        const reach = reachOf(sw, '2g');
        if (reach === 'failed' || number > 1) return err(cardFailure(`READ RECORD ${number} of EF_DIR`, sw, '2g'));
        return ok({ bytes: concat(...parts), reads, exchanges, records, sw, reach });
      }
      const { offset } = dirSpan(number, header.recordLength);
      reads.push({ exchange: answer.value.exchanges.at(-1) as number, offset, length: data.length });
      parts.push(data);
      const record = readDirRecord(concat(...parts), { offset, length: data.length });
      records.push(record);
      if (ends(record)) break;
    }
    return ok({ bytes: concat(...parts), reads, exchanges, records, sw, reach: 'ok' });
  }

  const readBlock = binaryReader(link, { mode: '2g', channel: 0 });

  return {
    mode: '2g',
    channel: 0,

    async readDir(wanted, all): Promise<Result<DirBody>> {
      const selected = await selectFile({ from: 'mf', fids: [EF_DIR] });
      if (!selected.ok) return selected;
      const { header, ...outcome } = selected.value;
      const empty = {
        structure: 'unknown',
        size: null,
        recordLength: 0,
        bytes: new Uint8Array(),
        reads: [],
        records: [],
      } as const;
      if (header === undefined) return ok({ ...outcome, ...empty });
      const shape = { structure: header.structure, size: header.size, recordLength: header.recordLength, header };
      if (header.structure === 'transparent') {
        const body = await collect(readBlock, header.size, () => false, '2g');
        if (!body.ok) return body;
        return ok({
          ...shape,
          ...body.value,
          exchanges: [...outcome.exchanges, ...body.value.exchanges],
          records: readTransparentDir(body.value.bytes),
        });
      }
      const body = await readRecords(header, (record) => !all && wanted(record));
      if (!body.ok) return body;
      return ok({ ...shape, ...body.value, exchanges: [...outcome.exchanges, ...body.value.exchanges] });
    },

    async enter(template: Pick<DirTemplate, 'fids'>): Promise<Result<ApplicationOutcome>> {
      application = template.fids ?? [];
      // The MF is current after EF(DIR): its ids follow from there.
      const down = currentDf.length === 0 ? application : [MF, ...application];
      const entered = await descend(down, 'leave');
      if (!entered.ok) return entered;
      currentDf = entered.value.reach === 'ok' ? application : [-1];
      const { data: _, ...outcome } = entered.value;
      return ok({ ...outcome, channel: 0 });
    },

    async readFile(path, wish: FileWish): Promise<Result<FileBody>> {
      const selected = await selectFile(path);
      if (!selected.ok) return selected;
      const { header, ...outcome } = selected.value;
      if (header === undefined || outcome.reach !== 'ok' || header.structure !== 'transparent') {
        return ok({
          ...outcome,
          reach: outcome.reach === 'ok' ? 'structure' : outcome.reach,
          structure: header?.structure ?? 'unknown',
          size: header?.size ?? null,
          recordLength: header?.recordLength ?? 0,
          bytes: new Uint8Array(),
          reads: [],
          ...(header && { header }),
        });
      }
      const body = await collect(readBlock, header.size, wish.enough, '2g', wish);
      if (!body.ok) return body;
      return ok({
        ...body.value,
        exchanges: [...outcome.exchanges, ...body.value.exchanges],
        structure: header.structure,
        size: header.size,
        recordLength: 0,
        header,
      });
    },

    async header(path) {
      return selectFile(path);
    },

    async readRecord() {
      // Access conditions of class A0 stand in the header itself: there is no EF(ARR) to read.
      return ok({ reach: 'missing', sw: 0x9404, exchanges: [], data: new Uint8Array() });
    },

    async folder({ from, fids }, header = false) {
      const target = from === 'mf' ? fids : [...application, ...fids];
      const selected = await descend([MF, ...target], header ? 'fetch' : 'leave');
      if (!selected.ok) return selected;
      const { data, ...outcome } = selected.value;
      currentDf = outcome.reach === 'ok' ? target : [-1];
      const told = header && outcome.reach === 'ok' ? readSelectResponse2g(data) : undefined;
      return ok({ ...outcome, ...(told?.ok && { header: told.value }) });
    },

    forget() {
      currentDf = [-1];
    },

    leave: () => releaseFace(link, face),
  };
}
