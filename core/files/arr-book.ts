import { hexWord, toHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { ArrRecord } from '../card/access-rule.ts';
import { uicc } from '../card/commands.ts';
import type { FileCursor, FilePlace } from '../card/file-cursor.ts';
import { childOf } from '../card/file-cursor.ts';
import type { FileAccess } from '../card/file-header.ts';
import { reachOf } from '../card/reach.ts';

const MF: FilePlace = { aid: null, fids: [] };
/** EF(ARR) under the MF, and in a DF or application (TS 102 221 13.4, TS 31.102 4.2.1): for the reference that names no file. */
const EF_ARR_MF = 0x2f06;
const EF_ARR_DF = 0x6f06;

/** Records of EF(ARR), each read once from the card. */
export interface ArrBook {
  /** The record that the header of a file in `folder` refers to; undefined where it refers to none. */
  recordFor(access: FileAccess, folder: FilePlace): Promise<Result<ArrRecord | undefined>>;
}

/** The folder, those above it, and the MF: where a reference is looked up, the nearest first (TS 102 221 9.2.7). */
function foldersUp(folder: FilePlace): readonly FilePlace[] {
  const places: FilePlace[] = [];
  for (let depth = folder.fids.length; depth >= 0; depth--)
    places.push({ aid: folder.aid, fids: folder.fids.slice(0, depth) });
  return folder.aid === null ? places : [...places, MF];
}

export function createArrBook(cursor: FileCursor): ArrBook {
  const kept = new Map<string, ArrRecord>();

  async function read(arr: FilePlace, record: number): Promise<Result<ArrRecord>> {
    const key = `${arr.aid === null ? '' : toHex(arr.aid)}/${arr.fids.map(hexWord).join('')}/${record}`;
    const known = kept.get(key);
    if (known !== undefined) return ok(known);
    const selected = await cursor.select(arr);
    if (!selected.ok) return selected;
    let found: ArrRecord = { kind: 'no-file' };
    if (selected.value.reach === 'ok') {
      const length = selected.value.header?.recordLength ?? 0;
      const answer = await cursor.link.send(uicc.readRecord(cursor.channel, record, 0, length > 0 ? length : 256));
      if (!answer.ok) return answer;
      const bytes = answer.value.data;
      const there = reachOf(answer.value.sw, 'iso') === 'ok' && bytes.length > 0;
      found = there ? { kind: 'record', bytes } : { kind: 'no-record' };
    }
    kept.set(key, found);
    return ok(found);
  }

  return {
    async recordFor(access, folder) {
      if (access.kind !== 'arr') return ok(undefined);
      let missing: ArrRecord = { kind: 'no-file' };
      for (const place of foldersUp(folder)) {
        const fid = access.fid ?? (place.fids.length === 0 && place.aid === null ? EF_ARR_MF : EF_ARR_DF);
        const record = await read(childOf(place, fid), access.record);
        if (!record.ok || record.value.kind === 'record') return record;
        // A file without the record is nearer to the truth than no file.
        if (record.value.kind === 'no-record') missing = record.value;
      }
      return ok(missing);
    },
  };
}
