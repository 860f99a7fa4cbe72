import { fromHex } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';
import type { ImportedCard } from './image-builder.ts';
import { importPysimFiles, type PysimFile } from './import-pysim.ts';

/** What `export` prints before each file: names, then file ids. */
const DIRECTORY = /^# directory: (\S+) \(/;
const HEADER = /^# RAW FCP Template: ([0-9A-Fa-f]+)\s*$/;
const BINARY = /^update_binary ([0-9A-Fa-f]*)\s*$/;
const BINARY_DECODED = /^update_binary_decoded '(.*)'\s*$/;
const RECORD = /^update_record (\d+) ([0-9A-Fa-f]*)\s*$/;
const RECORD_DECODED = /^update_record_decoded (\d+) '(.*)'\s*$/;
const OBJECT = /^set_data (0x[0-9A-Fa-f]+|\d+) ([0-9A-Fa-f]*)\s*$/;

/** Whether a text is the script that pySim-shell's `export` prints. */
export function isPysimScript(text: string): boolean {
  return text.split('\n').some((line) => DIRECTORY.test(line)) && text.split('\n').some((line) => HEADER.test(line));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What no JSON is stays a text that is no hex: the file is told as not convertible.
    return { unreadable: text };
  }
}

interface Draft {
  readonly names: readonly string[];
  header: Uint8Array | undefined;
  body: unknown;
  readonly records: Map<number, unknown>;
  readonly objects: Record<string, string>;
}

function read(draft: Draft, line: string): void {
  const header = HEADER.exec(line);
  if (header !== null) draft.header = fromHex(header[1] ?? '');
  const binary = BINARY.exec(line);
  if (binary !== null) draft.body = binary[1] ?? '';
  const decoded = BINARY_DECODED.exec(line);
  if (decoded !== null) draft.body = json(decoded[1] ?? '');
  const record = RECORD.exec(line);
  if (record !== null) draft.records.set(Number(record[1]), record[2] ?? '');
  const decodedRecord = RECORD_DECODED.exec(line);
  if (decodedRecord !== null) draft.records.set(Number(decodedRecord[1]), json(decodedRecord[2] ?? ''));
  const object = OBJECT.exec(line);
  if (object !== null) draft.objects[String(Number(object[1]))] = object[2] ?? '';
}

/** Records in order; one that the script leaves out is empty. */
function bodyOf({ body, records, objects }: Draft): unknown {
  if (records.size > 0)
    return Array.from({ length: Math.max(...records.keys()) }, (_, i) => records.get(i + 1) ?? null);
  return Object.keys(objects).length > 0 ? objects : body;
}

/**
 * The script of pySim-shell's `export`, as hex or with `--json`: comments tell each file's place and header, commands its content.
 * @param path what errors call the file
 */
export function importPysimScript(text: string, path: string): Result<ImportedCard> {
  const drafts: Draft[] = [];
  for (const line of text.split('\n')) {
    const directory = DIRECTORY.exec(line);
    const names = directory?.[1]?.split('/');
    if (names !== undefined)
      drafts.push({ names, header: undefined, body: undefined, records: new Map(), objects: {} });
    const draft = drafts.at(-1);
    if (draft !== undefined) read(draft, line);
  }
  const notes: string[] = [];
  const sources: PysimFile[] = [];
  for (const draft of drafts) {
    if (draft.header === undefined) notes.push(`${draft.names.join('/')} is left out: its header was not read.`);
    else sources.push({ names: draft.names, header: draft.header, body: bodyOf(draft) });
  }
  return importPysimFiles(sources, { title: 'imported from pySim', path, notes });
}
