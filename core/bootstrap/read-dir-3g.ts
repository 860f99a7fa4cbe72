import type { CommandApdu } from '../apdu/command.ts';
import { concat } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { CardLink } from '../card/card-link.ts';
import { type SelectAnswer, uicc } from '../card/commands.ts';
import type { FileHeader } from '../card/file-header.ts';
import { cardFailure, isPastEnd, reachOf } from '../card/reach.ts';
import { binaryReader, collect } from '../card/read-blocks.ts';
import { type DirRecord, readDirRecord, readTransparentDir } from '../pkcs15/ef-dir.ts';
import type { FileRead } from './read-result.ts';
import type { DirBody, StepOutcome } from './walker.ts';

const EF_DIR = 0x2f00;
const SFI_DIR = 0x1e;
/** Record numbers have one byte, FF is reserved (ISO/IEC 7816-4 7.3.1). */
const MAX_RECORDS = 254;

export type Selected = StepOutcome & { readonly header?: FileHeader };

/** SELECT with the P2 that this card takes; `header` asks for the FCP. */
export type Select3g = (command: (p2: SelectAnswer) => CommandApdu, header: boolean) => Promise<Result<Selected>>;

export interface DirReading {
  readonly wanted: (record: DirRecord) => boolean;
  /** false: read until a record is wanted. */
  readonly all: boolean;
}

/** Reads EF(DIR) in the ISO class, with the MF current on `channel`: by its short file id (TS 102 221 13.1), else by its file id. */
export function createDirReader3g(
  link: CardLink,
  channel: number,
  select: Select3g,
): { read(reading: DirReading): Promise<Result<DirBody>> } {
  /** Number of records of EF(DIR) that its header tells; 0 where it tells none. */
  async function dirRecords(exchanges: number[]): Promise<Result<number>> {
    const selected = await select((p2) => uicc.select(channel, EF_DIR, p2), true);
    if (!selected.ok) return selected;
    exchanges.push(...selected.value.exchanges);
    return ok(selected.value.header?.records ?? 0);
  }

  /** @param header of EF(DIR), where it was asked for */
  async function readRecords(
    { wanted, all }: DirReading,
    sfi: number,
    before: readonly number[],
    header?: FileHeader,
  ): Promise<Result<DirBody>> {
    const parts: Uint8Array[] = [];
    const reads: FileRead[] = [];
    const exchanges: number[] = [...before];
    const records: DirRecord[] = [];
    let recordLength = header?.recordLength ?? 0;
    let count = header?.records;
    let sw = 0x9000;
    let reach = reachOf(sw, 'iso');
    for (let number = 1; number <= MAX_RECORDS; number++) {
      const answer = await link.send(uicc.readRecord(channel, number, sfi, recordLength || 256));
      if (!answer.ok) return answer;
      exchanges.push(...answer.value.exchanges);
      const { data } = answer.value;
      const offset = (number - 1) * recordLength;
      if (data.length === 0) {
        if (isPastEnd(answer.value.sw) && recordLength > 0) {
          // 6A83 after the last record is the end of the file. Some cards answer it to an empty record too: as long as nothing
          // was found the header tells which it is.
          if (count === undefined && !records.some(wanted)) {
            const told = await dirRecords(exchanges);
            if (!told.ok) return told;
            count = told.value;
          }
          if (number > (count ?? 0)) break;
          parts.push(new Uint8Array(recordLength).fill(0xff));
          records.push(readDirRecord(concat(...parts), { offset, length: recordLength }));
          continue;
        }
        sw = answer.value.sw;
        reach = reachOf(sw, 'iso');
        if (reach === 'failed' || number > 1) return err(cardFailure(`READ RECORD ${number} of EF_DIR`, sw, 'iso'));
        break;
      }
      sw = answer.value.sw;
      recordLength = data.length;
      reads.push({
        exchange: answer.value.exchanges.at(-1) as number,
        offset: (number - 1) * recordLength,
        length: data.length,
      });
      parts.push(data);
      const record = readDirRecord(concat(...parts), { offset: (number - 1) * recordLength, length: data.length });
      records.push(record);
      if (!all && wanted(record)) break;
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
  async function readDirByFid(reading: DirReading, before: readonly number[]): Promise<Result<DirBody>> {
    const selected = await select((p2) => uicc.select(channel, EF_DIR, p2), true);
    if (!selected.ok) return selected;
    const { header, reach, sw } = selected.value;
    const exchanges = [...before, ...selected.value.exchanges];
    if (reach !== 'ok' || header?.structure !== 'transparent') {
      if (reach === 'ok') return readRecords(reading, 0, exchanges, header);
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
    const body = await collect(binaryReader(link, { mode: '3g', channel }), header.size, () => false, 'iso');
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
    async read(reading) {
      const body = await readRecords(reading, SFI_DIR, []);
      if (!body.ok || body.value.records.length > 0 || body.value.reach === 'refused') return body;
      return readDirByFid(reading, body.value.exchanges);
    },
  };
}
