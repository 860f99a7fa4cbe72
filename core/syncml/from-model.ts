import type { XmlDraft } from '../xml/write.ts';
import { toBase64 } from './base64.ts';
import type {
  BodyEntry,
  PlainElement,
  SyncAddress,
  SyncCommandModel,
  SyncCred,
  SyncData,
  SyncHeader,
  SyncItemModel,
  SyncMessageModel,
  SyncMeta,
} from './model.ts';

/** Namespaces of a message in XML (SyncML RepPro 1.2; MetInf 1.2). */
const SYNCML = 'SYNCML:SYNCML1.2';
const METINF = 'syncml:metinf';

/** The message as XML elements, in the order of the content models; what the model does not name comes last. */
export function draftOfSync(message: SyncMessageModel): XmlDraft {
  const { header, body, final } = message;
  const children = [
    ...(header === null ? [] : [headerDraft(header)]),
    ...(body === null ? [] : [element('SyncBody', [...body.map(entryDraft), ...(final ? [element('Final')] : [])])]),
    ...plain(message.rest),
  ];
  return { name: 'SyncML', attributes: { xmlns: SYNCML }, children };
}

function element(name: string, children: readonly XmlDraft[] = []): XmlDraft {
  return { name, children };
}

function leaf(name: string, value: string | undefined, namespace?: string): XmlDraft[] {
  if (value === undefined) return [];
  const attributes = namespace === undefined ? {} : { attributes: { xmlns: namespace } };
  return [{ name, ...attributes, children: value === '' ? [] : [value] }];
}

function flag(name: string, value: true | undefined): XmlDraft[] {
  return value === true ? [element(name)] : [];
}

function plain(elements: readonly PlainElement[] | undefined): XmlDraft[] {
  return elements?.map(draftOfPlain) ?? [];
}

/** An element as it was kept. */
export function draftOfPlain({ name, children, text }: PlainElement): XmlDraft {
  if (children.length > 0) return { name, children: children.map(draftOfPlain) };
  return { name, children: text === '' ? [] : [text] };
}

function headerDraft(header: SyncHeader): XmlDraft {
  return element('SyncHdr', [
    ...leaf('VerDTD', header.verDtd),
    ...leaf('VerProto', header.verProto),
    ...leaf('SessionID', header.sessionId),
    ...leaf('MsgID', header.msgId),
    ...address('Target', header.target),
    ...address('Source', header.source),
    ...leaf('RespURI', header.respUri),
    ...flag('NoResp', header.noResp),
    ...cred(header.cred),
    ...meta(header.meta),
    ...plain(header.rest),
  ]);
}

function address(name: string, value: SyncAddress | undefined): XmlDraft[] {
  if (value === undefined) return [];
  return [element(name, [...leaf('LocURI', value.locUri), ...leaf('LocName', value.locName), ...plain(value.rest)])];
}

function meta(value: SyncMeta | undefined): XmlDraft[] {
  if (value === undefined) return [];
  return [
    element('Meta', [
      ...leaf('Format', value.format, METINF),
      ...leaf('Type', value.type, METINF),
      ...leaf('Size', value.size, METINF),
      ...leaf('NextNonce', value.nextNonce, METINF),
      ...plain(value.rest),
    ]),
  ];
}

function cred(value: SyncCred | undefined): XmlDraft[] {
  if (value === undefined) return [];
  return [element('Cred', [...meta(value.meta), ...dataDraft('Data', value.data), ...plain(value.rest)])];
}

/** Data or Value, where it is there: elements, text, or bytes in base64. */
export function dataDraft(name: string, value: SyncData | undefined): XmlDraft[] {
  if (value === undefined) return [];
  if (value.kind === 'elements') return [element(name, value.elements.map(draftOfPlain))];
  return leaf(name, value.kind === 'text' ? value.text : toBase64(value.bytes));
}

function item(value: SyncItemModel): XmlDraft {
  return element('Item', [
    ...address('Target', value.target),
    ...address('Source', value.source),
    ...address('SourceParent', value.sourceParent),
    ...address('TargetParent', value.targetParent),
    ...meta(value.meta),
    ...dataDraft('Data', value.data),
    ...flag('MoreData', value.moreData),
    ...plain(value.rest),
  ]);
}

function entryDraft(entry: BodyEntry): XmlDraft {
  return entry.kind === 'other' ? draftOfPlain(entry.element) : command(entry);
}

function command(value: SyncCommandModel): XmlDraft {
  const references = [
    ...(value.targetRefs ?? []).flatMap((reference) => leaf('TargetRef', reference)),
    ...(value.sourceRefs ?? []).flatMap((reference) => leaf('SourceRef', reference)),
  ];
  const isStatus = value.name === 'Status';
  return element(value.name, [
    ...leaf('CmdID', value.cmdId),
    ...leaf('MsgRef', value.msgRef),
    ...leaf('CmdRef', value.cmdRef),
    ...leaf('Cmd', value.cmd),
    ...flag('NoResp', value.noResp),
    ...flag('Archive', value.archive),
    ...flag('SftDel', value.sftDel),
    ...leaf('Lang', value.lang),
    ...(isStatus ? references : []),
    ...cred(value.cred),
    ...(value.chal === undefined ? [] : [element('Chal', meta(value.chal))]),
    ...meta(value.meta),
    ...(isStatus ? [] : references),
    ...dataDraft('Data', value.data),
    ...leaf('Correlator', value.correlator),
    ...(value.items ?? []).map(item),
    ...(value.commands ?? []).map(command),
    ...plain(value.rest),
  ]);
}
