import { type AppError, appError } from '../core/base/app-error.ts';
import { fromHex } from '../core/base/bytes.ts';
import { err, ok, type Result } from '../core/base/result.ts';
import { arrReference, type FcpDraft } from '../core/card/fcp-encode.ts';
import type { FilePlace } from '../core/card/file-cursor.ts';
import { keyReference } from '../core/card/key-names.ts';

/** What `admin … create` says of the new file, as typed. */
export interface NewFileOptions {
  readonly type?: 'transparent' | 'linear' | 'cyclic' | 'ber-tlv' | 'df' | 'adf';
  readonly size?: string;
  readonly records?: string;
  readonly recordLength?: string;
  readonly sfi?: string;
  readonly state?: FcpDraft['lifeCycle'];
  readonly arr?: string;
  readonly expanded?: string;
  readonly compact?: string;
  readonly highUpdate?: boolean;
  readonly worksDeactivated?: boolean;
  readonly fill?: string;
  readonly repeat?: string;
  readonly dfName?: string;
  readonly pins?: string;
  readonly application?: string;
}

const wrong = (what: string): { ok: false; error: AppError } => err(appError('usage-invalid', { what, verb: 'admin' }));

function wordsOf(bytes: Uint8Array): readonly number[] {
  return Array.from({ length: bytes.length / 2 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
}

/** A file as typed: `3F007F506421` from the MF, `7FFF6F07` in the application of `--application`. */
export function placeOf(text: string, application: string | undefined): Result<FilePlace> {
  const bytes = fromHex(text);
  const [root, ...fids] = bytes === undefined || bytes.length % 2 !== 0 ? [] : wordsOf(bytes);
  if (root === 0x3f00) return ok({ aid: null, fids });
  if (root !== 0x7fff) return wrong(`"${text}" is no path of file ids from 3F00, nor from 7FFF`);
  const aid = fromHex(application ?? '');
  if (aid === undefined || aid.length === 0) return wrong('A path from 7FFF needs --application AID');
  return ok({ aid, fids });
}

/** A whole number; undefined where none was given. */
function count(name: string, text: string | undefined): Result<number | undefined> {
  if (text === undefined) return ok(undefined);
  return /^\d{1,8}$/.test(text) ? ok(Number(text)) : wrong(`"${text}" is no number for --${name}`);
}

export function sizeOption(text: string | undefined): Result<number> {
  const size = count('size', text);
  if (!size.ok) return size;
  return size.value === undefined ? wrong('--size is missing') : ok(size.value);
}

function securityOf({ arr, expanded, compact }: NewFileOptions): Result<FcpDraft['security']> {
  const given = [arr, expanded, compact].filter((text) => text !== undefined);
  if (given.length !== 1) return wrong('Say who may what with one of --arr, --expanded, --compact');
  if (arr !== undefined) {
    const [, fid, record] = /^([0-9A-Fa-f]{4}):(\d{1,3})$/.exec(arr) ?? [];
    if (fid === undefined || Number(record) < 1 || Number(record) > 254)
      return wrong(`"${arr}" is no FID:RECORD, as 6F06:3`);
    return ok(arrReference(Number.parseInt(fid, 16), Number(record)));
  }
  const value = fromHex(expanded ?? compact ?? '');
  if (value === undefined || value.length === 0) return wrong('The rule is not hex');
  return ok({ tag: expanded === undefined ? 0x8c : 0xab, value });
}

type Draft<Kind> = Extract<FcpDraft['file'], { kind: Kind }>;
type Pins = NonNullable<Draft<'df'>['pins']>;

/** `pin1,0A,81:off`: key references of a PIN status template. */
function pinsOf(text: string | undefined): Result<Pins> {
  const pins: Pins[number][] = [];
  for (const item of text === undefined || text === '' ? [] : text.split(',')) {
    const [name = '', state = 'on'] = item.split(':');
    const reference = keyReference(name, '3g');
    if (reference === undefined || (state !== 'on' && state !== 'off')) return wrong(`"${item}" is no key of --pins`);
    pins.push({ reference, enabled: state === 'on' });
  }
  return ok(pins);
}

function bytesOption(name: string, text: string | undefined): Result<Uint8Array | undefined> {
  if (text === undefined) return ok(undefined);
  const bytes = fromHex(text);
  return bytes === undefined || bytes.length === 0 ? wrong(`--${name} is not hex`) : ok(bytes);
}

function folderOf(options: NewFileOptions): Result<Draft<'df'>> {
  const totalSize = sizeOption(options.size);
  const pins = pinsOf(options.pins);
  const aid = bytesOption('df-name', options.dfName);
  if (!totalSize.ok) return totalSize;
  if (!pins.ok) return pins;
  if (!aid.ok) return aid;
  return ok({
    kind: 'df',
    totalSize: totalSize.value,
    pins: pins.value,
    ...(aid.value !== undefined && { aid: aid.value }),
  });
}

function elementaryOf(structure: Draft<'ef'>['structure'], options: NewFileOptions): Result<Draft<'ef'>> {
  if (structure === 'transparent' || structure === 'ber-tlv') {
    const size = sizeOption(options.size);
    return size.ok ? ok({ kind: 'ef', structure, size: size.value }) : size;
  }
  const recordLength = count('record-length', options.recordLength);
  const records = count('records', options.records);
  if (!recordLength.ok) return recordLength;
  if (!records.ok) return records;
  if (recordLength.value === undefined || records.value === undefined)
    return wrong(`A ${structure} file needs --records and --record-length`);
  return ok({ kind: 'ef', structure, recordLength: recordLength.value, records: records.value });
}

/** What an EF has besides its shape: short id, special file information, initial content. */
function detailsOf(options: NewFileOptions): Result<Pick<FcpDraft, 'sfi' | 'special' | 'filling' | 'repeat'>> {
  const sfi = options.sfi === 'none' ? ok('none' as const) : count('sfi', options.sfi);
  const filling = bytesOption('fill', options.fill);
  const repeat = bytesOption('repeat', options.repeat);
  if (!sfi.ok) return sfi;
  if (!filling.ok) return filling;
  if (!repeat.ok) return repeat;
  return ok({
    ...(sfi.value !== undefined && { sfi: sfi.value }),
    special: {
      highUpdateActivity: options.highUpdate ?? false,
      worksWhenDeactivated: options.worksDeactivated ?? false,
    },
    ...(filling.value !== undefined && { filling: filling.value }),
    ...(repeat.value !== undefined && { repeat: repeat.value }),
  });
}

/** The new file and the DF that it goes into, from its path (an ADF: that of the DF alone) and its options. */
export function newFileOf(
  text: string,
  options: NewFileOptions,
): Result<{ readonly folder: FilePlace; readonly file: FcpDraft }> {
  const { type, state: lifeCycle = 'activated' } = options;
  if (type === undefined) return wrong('--type is missing');
  const place = placeOf(text, options.application);
  const security = securityOf(options);
  if (!place.ok) return place;
  if (!security.ok) return security;
  const { aid, fids } = place.value;
  const common = { lifeCycle, security: security.value };
  const last = fids.at(-1);
  const folder: FilePlace = { aid, fids: fids.slice(0, -1) };
  if (type === 'df' || type === 'adf') {
    const file = folderOf(options);
    if (!file.ok) return file;
    if (type === 'adf') return ok({ folder: place.value, file: { ...common, file: file.value } });
    return last === undefined ? noId() : ok({ folder, file: { ...common, fid: last, file: file.value } });
  }
  if (last === undefined) return noId();
  const file = elementaryOf(type, options);
  const details = detailsOf(options);
  if (!file.ok) return file;
  if (!details.ok) return details;
  return ok({ folder, file: { ...common, ...details.value, fid: last, file: file.value } });
}

const noId = () => wrong('The path must end with the id of the new file');
