import { fromHex, hex, hexWord } from '../base/bytes.ts';
import { type AccessContext, type ArrRecord, whoMay } from '../card/access-rule.ts';
import { accessWords } from '../card/access-words.ts';
import type { FileContent } from '../card/decode-known-file.ts';
import { type FileAccess, type FileHeader, readFcp } from '../card/file-header.ts';
import type { KnownFile } from '../card/known-file.ts';
import { findKnownFile } from '../card/known-files.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import type { CardImage, FileImage } from '../virtual-card/card-image.ts';

/** The files of an image by their path, and what stands around them. */
export class ImageFiles {
  readonly #byPath: ReadonlyMap<string, FileImage>;

  constructor(image: CardImage) {
    this.#byPath = new Map(image.files.map((file) => [file.path.toUpperCase(), file]));
  }

  /** The file, or the nearest DF above it, that has a DF name. */
  applicationOf(file: FileImage): FileImage | undefined {
    for (let path = file.path.toUpperCase(); path.length > 4; path = path.slice(0, -4)) {
      const found = this.#byPath.get(path);
      if (found?.aid !== undefined) return found;
    }
    return undefined;
  }

  known(file: FileImage): KnownFile | undefined {
    const application = this.applicationOf(file);
    const aid = application?.aid;
    // A DF with a name of its own under the MF is looked up by the name, then by its path.
    return (
      findKnownFile({ path: file.path, aid }) ?? (aid === undefined ? undefined : findKnownFile({ path: file.path }))
    );
  }

  /** The record of EF(ARR) that a reference points at: in the file's DF, then above it (TS 102 221 9.2.7). */
  #arrRecord(file: FileImage, { fid, record: number }: Extract<FileAccess, { kind: 'arr' }>): ArrRecord {
    const own = file.path.toUpperCase();
    for (let folder = file.type === 'mf' ? own : own.slice(0, -4); folder.length >= 4; folder = folder.slice(0, -4)) {
      const ids = fid === null ? ['6F06', '2F06'] : [hexWord(fid)];
      const arr = ids.map((id) => this.#byPath.get(`${folder}${id}`)).find((item) => item?.type === 'ef');
      if (arr === undefined) continue;
      const record = recordsOf(arr)[number - 1];
      return record === undefined ? { kind: 'no-record' } : { kind: 'record', bytes: record };
    }
    return { kind: 'no-file' };
  }

  /** Who may do what, in words, by act; in each class that the image has conditions for. */
  access(file: FileImage): Readonly<Record<string, string>> {
    const folder = file.type !== 'ef';
    const words: Record<string, string> = {};
    const tell = (header: FileHeader, context: AccessContext, acts: readonly Act[], suffix: string) => {
      for (const act of acts) words[`${act}${suffix}`] = accessWords(whoMay(header, act, context));
    };
    const { security, access2g } = file;
    const kind = tlv(0x82, folder ? hex('7821') : hex('4121'));
    if (security !== undefined) {
      const value = fromHex(security.value) ?? new Uint8Array();
      const header = readFcp(tlv(0x62, kind, tlv(Number.parseInt(security.tag, 16), value)));
      if (header.ok) {
        const { access } = header.value;
        const context = access.kind === 'arr' ? { arr: this.#arrRecord(file, access) } : {};
        tell(header.value, context, folder ? FOLDER_ACTS : FILE_ACTS, '');
      }
    }
    const bare = readFcp(tlv(0x62, kind));
    if (access2g !== undefined && bare.ok)
      tell({ ...bare.value, access: { kind: 'nibbles', ...access2g } }, {}, FILE_ACTS_2G, ' (2G)');
    return words;
  }
}

type Act = (typeof FILE_ACTS)[number] | (typeof FOLDER_ACTS)[number] | (typeof FILE_ACTS_2G)[number];
const FILE_ACTS = ['read', 'update', 'deactivate', 'activate', 'delete'] as const;
const FOLDER_ACTS = ['create-df', 'create-ef', 'delete', 'deactivate', 'activate'] as const;
const FILE_ACTS_2G = ['read', 'update', 'increase', 'invalidate', 'rehabilitate'] as const;

/** The body of a file of an image, filled with FF up to its size. */
export function bodyOfImage(file: FileImage): Uint8Array {
  const data = fromHex(file.data ?? '') ?? new Uint8Array();
  const body = new Uint8Array(Math.max(file.size ?? 0, data.length)).fill(0xff);
  body.set(data);
  return body;
}

/** The records of a file; one, the whole body, where it has none. */
function recordsOf(file: FileImage): readonly Uint8Array[] {
  const body = bodyOfImage(file);
  const length = file.recordLength;
  if (length === undefined || file.structure === undefined || file.structure === 'transparent') return [body];
  return Array.from({ length: Math.floor(body.length / length) }, (_, i) =>
    body.subarray(i * length, (i + 1) * length),
  );
}

/** The body as decoders want it. */
export function contentOfImage(file: FileImage): FileContent {
  return file.structure === 'linear' || file.structure === 'cyclic'
    ? { kind: 'records', records: recordsOf(file) }
    : { kind: 'transparent', bytes: bodyOfImage(file) };
}
