import { fromBase64 } from './base64.ts';
import type { DocElement } from './element.ts';
import {
  type BodyEntry,
  COMMAND_NAMES,
  type SyncAddress,
  type SyncCommandModel,
  type SyncCred,
  type SyncData,
  type SyncHeader,
  type SyncItemModel,
  type SyncMessageModel,
  type SyncMeta,
} from './model.ts';
import { Parts, plainOf } from './parts.ts';

/**
 * The typed model of a message, from its elements: those of WBXML or of XML. An element that stands where the model has no
 * place for it, or a second time, is kept in `rest`; nothing is lost but the order of misplaced elements.
 * @returns undefined for another root than SyncML.
 */
export function syncModelOf(root: DocElement): SyncMessageModel | undefined {
  if (root.name !== 'SyncML') return undefined;
  const parts = new Parts(root);
  const header = parts.take('SyncHdr');
  const body = parts.take('SyncBody');
  const last = body?.children.at(-1);
  const final = last?.name === 'Final' && last.children.length === 0;
  const entries = final ? body?.children.slice(0, -1) : body?.children;
  return {
    header: header === undefined ? null : headerOf(header),
    body: entries?.map(entryOf) ?? null,
    final,
    ...parts.rest(),
  };
}

function headerOf(element: DocElement): SyncHeader {
  const parts = new Parts(element);
  return {
    ...parts.text('verDtd', 'VerDTD'),
    ...parts.text('verProto', 'VerProto'),
    ...parts.text('sessionId', 'SessionID'),
    ...parts.text('msgId', 'MsgID'),
    ...parts.as('target', 'Target', addressOf),
    ...parts.as('source', 'Source', addressOf),
    ...parts.text('respUri', 'RespURI'),
    ...parts.flag('noResp', 'NoResp'),
    ...parts.as('cred', 'Cred', credOf),
    ...parts.as('meta', 'Meta', metaOf),
    ...parts.rest(),
  };
}

function addressOf(element: DocElement): SyncAddress {
  const parts = new Parts(element);
  return { ...parts.text('locUri', 'LocURI'), ...parts.text('locName', 'LocName'), ...parts.rest() };
}

function metaOf(element: DocElement): SyncMeta {
  const parts = new Parts(element);
  return {
    ...parts.text('format', 'Format'),
    ...parts.text('type', 'Type'),
    ...parts.text('size', 'Size'),
    ...parts.text('nextNonce', 'NextNonce'),
    ...parts.rest(),
  };
}

function credOf(element: DocElement): SyncCred {
  const parts = new Parts(element);
  const meta = parts.as('meta', 'Meta', metaOf);
  return { ...meta, ...parts.as('data', 'Data', (data) => dataOf(data, meta.meta?.format)), ...parts.rest() };
}

function chalOf(element: DocElement): SyncMeta {
  const parts = new Parts(element);
  const { meta } = parts.as('meta', 'Meta', metaOf);
  const { rest } = parts.rest();
  return { ...meta, ...(rest !== undefined && { rest: [...(meta?.rest ?? []), ...rest] }) };
}

function dataOf(element: DocElement, format: string | undefined): SyncData {
  return dataModelOf(element, format?.trim() === 'bin');
}

/** What Data or Value holds. @param binary true with the format bin: text is base64 then (DM TND 1.2, 8.3.7.2). */
export function dataModelOf(element: DocElement, binary: boolean): SyncData {
  if (element.children.length > 0) return { kind: 'elements', elements: element.children.map(plainOf) };
  const value = element.value;
  const text = value?.text ?? '';
  // Opaque bytes that are no text are shown in hex: they are bytes whatever Format says.
  if (value?.opaque !== undefined && (binary || text.startsWith('hex:'))) return { kind: 'bytes', bytes: value.opaque };
  const bytes = binary && text !== '' ? fromBase64(text) : undefined;
  return bytes === undefined ? { kind: 'text', text } : { kind: 'bytes', bytes };
}

function itemOf(element: DocElement, commandFormat: string | undefined): SyncItemModel {
  const parts = new Parts(element);
  const meta = parts.as('meta', 'Meta', metaOf);
  const format = meta.meta?.format ?? commandFormat;
  return {
    ...parts.as('target', 'Target', addressOf),
    ...parts.as('source', 'Source', addressOf),
    ...parts.as('sourceParent', 'SourceParent', addressOf),
    ...parts.as('targetParent', 'TargetParent', addressOf),
    ...meta,
    ...parts.as('data', 'Data', (data) => dataOf(data, format)),
    ...parts.flag('moreData', 'MoreData'),
    ...parts.rest(),
  };
}

function entryOf(element: DocElement): BodyEntry {
  return commandOf(element) ?? { kind: 'other', element: plainOf(element) };
}

function commandOf(element: DocElement): SyncCommandModel | undefined {
  const name = COMMAND_NAMES.find((known) => known === element.name);
  if (name === undefined) return undefined;
  const parts = new Parts(element);
  const meta = parts.as('meta', 'Meta', metaOf);
  const format = meta.meta?.format;
  const nested = name === 'Atomic' || name === 'Sequence' ? parts.all(...COMMAND_NAMES) : [];
  const targetRefs = parts.all('TargetRef').map(textOf);
  const sourceRefs = parts.all('SourceRef').map(textOf);
  const items = parts.all('Item');
  return {
    kind: 'command',
    name,
    ...parts.text('cmdId', 'CmdID'),
    ...parts.text('msgRef', 'MsgRef'),
    ...parts.text('cmdRef', 'CmdRef'),
    ...parts.text('cmd', 'Cmd'),
    ...(targetRefs.length > 0 && { targetRefs }),
    ...(sourceRefs.length > 0 && { sourceRefs }),
    ...parts.flag('noResp', 'NoResp'),
    ...parts.flag('archive', 'Archive'),
    ...parts.flag('sftDel', 'SftDel'),
    ...parts.text('lang', 'Lang'),
    ...parts.as('cred', 'Cred', credOf),
    ...parts.as('chal', 'Chal', chalOf),
    ...meta,
    ...parts.text('correlator', 'Correlator'),
    ...parts.as('data', 'Data', (data) => dataOf(data, format)),
    ...(items.length > 0 && { items: items.map((item) => itemOf(item, format)) }),
    ...(nested.length > 0 && { commands: nested.flatMap((inner) => commandOf(inner) ?? []) }),
    ...parts.rest(),
  };
}

function textOf(element: DocElement): string {
  return element.value?.text ?? '';
}
