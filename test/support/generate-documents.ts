import { utf8 } from '../../core/base/bytes.ts';
import { TNDS_TYPES } from '../../core/syncml/message.ts';
import { CODE_PAGES } from '../../core/wbxml/code-pages.ts';
import type { ElementDraft, WbxmlDraft, WbxmlPart } from '../../core/wbxml/draft.ts';
import { DM_DDF_FPI } from '../../core/wbxml/public-ids.ts';
import { cdata, escapeText } from '../../core/xml/write.ts';
import { Random } from './random.ts';

/** A document in both of its forms, made from one seed. */
export interface GeneratedDocument {
  readonly name: string;
  readonly kind: 'syncml' | 'devinf';
  /** How management trees stand in it; null where there is none. */
  readonly tnds: 'wbxml' | 'xml' | null;
  readonly draft: WbxmlDraft;
  /** With the document type that says which tables a writer of WBXML must take. */
  readonly xml: string;
}

const DOCTYPES = {
  'syncml 1.1': [
    'SyncML',
    '-//SYNCML//DTD SyncML 1.1//EN',
    'http://www.syncml.org/docs/syncml_represent_v11_20020213.dtd',
  ],
  'syncml 1.2': [
    'SyncML',
    '-//SYNCML//DTD SyncML 1.2//EN',
    'http://www.openmobilealliance.org/tech/DTD/OMA-TS-SyncML_RepPro_DTD-V1_2.dtd',
  ],
  'devinf 1.1': ['DevInf', '-//SYNCML//DTD DevInf 1.1//EN', 'http://www.syncml.org/docs/devinf_v11_20020215.dtd'],
  'devinf 1.2': [
    'DevInf',
    '-//SYNCML//DTD DevInf 1.2//EN',
    'http://www.openmobilealliance.org/tech/DTD/OMA-SyncML-Device_Information-DTD-1.2.dtd',
  ],
} as const;

const PUBLIC_NUMBERS = {
  'syncml 1.1': 0x0fd3,
  'syncml 1.2': 0x1201,
  'devinf 1.1': 0x0fd4,
  'devinf 1.2': 0x1203,
} as const;

const WORDS = [
  'dm',
  'nordtel',
  'example',
  'Bootstrap',
  'server',
  'internet',
  'Grüße',
  '移动',
  'a&b',
  'x<y',
  'GSM-GPRS',
  'auth',
  'é',
  '😀',
];

/** `count` documents; the same for the same seed. */
export function generateDocuments(count: number, seed: number): GeneratedDocument[] {
  return Array.from({ length: count }, (_, index) => generateDocument(seed + index));
}

export function generateDocument(seed: number): GeneratedDocument {
  const random = new Random(seed);
  const version = random.pick(['1.1', '1.2', '1.2', '1.2'] as const);
  return random.chance(75) ? syncmlDocument(random, version, seed) : devinfDocument(random, version, seed);
}

function element(page: number, name: string, ...children: readonly WbxmlPart[]): ElementDraft {
  return { kind: 'element', page, name, children };
}

function textElement(page: number, name: string, text: string): ElementDraft {
  return element(page, name, ...(text === '' ? [] : [{ kind: 'text', text } as const]));
}

/** No space at its edges, which libwbxml takes away. */
function phrase(random: Random): string {
  return random.times(1, 4, () => random.pick(WORDS)).join(random.pick(['', '.', ' ', '-']));
}

function syncmlDocument(random: Random, version: '1.1' | '1.2', seed: number): GeneratedDocument {
  const type = `syncml ${version}` as const;
  const tnds = version === '1.1' ? null : random.pick(['wbxml', 'wbxml', 'xml', null] as const);
  const addr = `https://${random.pick(['dm', 'boot', 'mgmt'])}.${random.pick(['nordtel', 'sudmobil', 'acme'])}.example/${phrase(random).replace(/[^a-z]/g, '')}`;
  const header = element(
    0,
    'SyncHdr',
    textElement(0, 'VerDTD', version),
    textElement(0, 'VerProto', `DM/${version}`),
    textElement(0, 'SessionID', String(random.below(1000))),
    textElement(0, 'MsgID', String(random.below(9))),
    element(0, 'Target', textElement(0, 'LocURI', `IMEI:49${random.below(1e9)}`)),
    element(0, 'Source', textElement(0, 'LocURI', addr)),
  );
  const commands: ElementDraft[] = random.times(0, 3, (index) => plainCommand(random, index + 2));
  if (tnds !== null) commands.unshift(treeCommand(random, tnds, addr));
  const body = element(0, 'SyncBody', ...commands, element(0, 'Final'));
  const draft: WbxmlDraft = {
    version: random.pick([1, 2, 3]),
    publicId: PUBLIC_NUMBERS[type],
    vocabulary: 'syncml',
    root: element(0, 'SyncML', header, body),
  };
  return { name: `${type} #${seed}`, kind: 'syncml', tnds, draft, xml: xmlOf(draft, DOCTYPES[type]) };
}

function plainCommand(random: Random, id: number): ElementDraft {
  const name = random.pick(['Get', 'Replace', 'Add', 'Delete', 'Exec', 'Alert']);
  const cmdId = textElement(0, 'CmdID', String(id));
  if (name === 'Alert') return element(0, name, cmdId, textElement(0, 'Data', '1201'));
  const meta = element(0, 'Meta', textElement(1, 'Format', 'chr'), textElement(1, 'Type', 'text/plain'));
  const target = () => element(0, 'Target', textElement(0, 'LocURI', `./${phrase(random)}/${random.pick(WORDS)}`));
  const item = () =>
    name === 'Add' || name === 'Replace'
      ? element(0, 'Item', target(), ...(random.chance(70) ? [meta] : []), textElement(0, 'Data', phrase(random)))
      : element(0, 'Item', target());
  return element(0, name, cmdId, ...random.times(1, 3, item));
}

function treeCommand(random: Random, tnds: 'wbxml' | 'xml', addr: string): ElementDraft {
  const tree = element(
    2,
    'MgmtTree',
    textElement(2, 'VerDTD', '1.2'),
    ...random.times(1, 3, () => account(random, addr)),
  );
  const data: WbxmlPart =
    tnds === 'wbxml'
      ? {
          kind: 'opaque',
          bytes: new Uint8Array(),
          document: { version: 2, publicId: DM_DDF_FPI, vocabulary: 'syncml', root: tree },
        }
      : { kind: 'opaque', bytes: utf8(elementXml(tree, 2)) };
  const meta = element(
    0,
    'Meta',
    textElement(1, 'Format', tnds === 'wbxml' ? 'bin' : 'xml'),
    textElement(1, 'Type', TNDS_TYPES[tnds]),
  );
  const target = element(0, 'Target', textElement(0, 'LocURI', './Inbox'));
  return element(0, 'Add', textElement(0, 'CmdID', '1'), element(0, 'Item', target, meta, element(0, 'Data', data)));
}

function node(name: string, ...inner: readonly WbxmlPart[]): ElementDraft {
  return element(2, 'Node', textElement(2, 'NodeName', name), ...inner);
}

function properties(format: string, type: ElementDraft): ElementDraft {
  return element(2, 'RTProperties', element(2, 'Format', element(2, format)), element(2, 'Type', type));
}

function leaf(name: string, value: string): ElementDraft {
  return node(name, properties('chr', textElement(2, 'MIME', 'text/plain')), textElement(2, 'Value', value));
}

function interior(name: string, ddfName: string, ...inner: readonly WbxmlPart[]): ElementDraft {
  return node(name, properties('node', textElement(2, 'DDFName', ddfName)), ...inner);
}

function account(random: Random, addr: string): ElementDraft {
  const auth = random.times(0, 2, (index) =>
    interior(
      String(index + 1),
      '',
      leaf('AAuthLevel', index === 0 ? 'CLCRED' : 'SRVCRED'),
      leaf('AAuthType', random.pick(['DIGEST', 'BASIC', 'HMAC'])),
      leaf('AAuthName', phrase(random)),
      leaf('AAuthSecret', phrase(random)),
    ),
  );
  return interior(
    phrase(random),
    'urn:oma:mo:oma-dm-dmacc:1.0',
    leaf('AppID', 'w7'),
    leaf('ServerID', phrase(random)),
    ...(random.chance(60) ? [leaf('Name', phrase(random))] : []),
    interior('AppAddr', '', interior('1', '', leaf('Addr', addr), leaf('AddrType', 'URI'))),
    ...(auth.length > 0 ? [interior('AppAuth', '', ...auth)] : []),
  );
}

function devinfDocument(random: Random, version: '1.1' | '1.2', seed: number): GeneratedDocument {
  const type = `devinf ${version}` as const;
  const own = (name: string, text: string) => textElement(0, name, text);
  const content = (name: string) =>
    element(0, name, own('CTType', 'text/x-vcard'), own('VerCT', random.pick(['2.1', '3.0'])));
  const store = () =>
    element(
      0,
      'DataStore',
      own('SourceRef', `./${phrase(random)}`),
      own('DisplayName', phrase(random)),
      own('MaxGUIDSize', String(random.below(100))),
      content('Rx-Pref'),
      content('Tx-Pref'),
      element(0, 'SyncCap', ...random.times(1, 7, (index) => own('SyncType', String(index + 1)))),
    );
  const root = element(
    0,
    'DevInf',
    own('VerDTD', version),
    own('Man', phrase(random)),
    own('Mod', phrase(random)),
    own('OEM', phrase(random)),
    own('FwV', `${random.below(9)}.${random.below(99)}`),
    own('SwV', `${random.below(9)}.${random.below(99)}`),
    own('DevID', `IMEI:49${random.below(1e9)}`),
    own('DevTyp', random.pick(['phone', 'smartphone', 'workstation'])),
    ...(random.chance(50) ? [element(0, 'UTC'), element(0, 'SupportLargeObjs')] : []),
    ...random.times(1, 3, store),
    ...(random.chance(30) ? [element(0, 'Ext', own('XNam', phrase(random)), own('XVal', phrase(random)))] : []),
  );
  const vocabulary = version === '1.1' ? 'devinf11' : 'devinf12';
  const draft: WbxmlDraft = { version: random.pick([1, 2, 3]), publicId: PUBLIC_NUMBERS[type], vocabulary, root };
  return { name: `${type} #${seed}`, kind: 'devinf', tnds: null, draft, xml: xmlOf(draft, DOCTYPES[type]) };
}

function xmlOf(draft: WbxmlDraft, [root, fpi, url]: readonly [string, string, string]): string {
  if (draft.root.kind !== 'element') throw new RangeError('the root is no element');
  const [page] = CODE_PAGES[draft.vocabulary];
  const xmlns = draft.publicId === 0x0fd3 ? 'SYNCML:SYNCML1.1' : (page.xmlns ?? '');
  return `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE ${root} PUBLIC "${fpi}" "${url}">${elementXml(draft.root, -1, xmlns)}`;
}

/** An element as XML on one line. A document in OPAQUE is written as the element it is, opaque text in CDATA. */
function elementXml(part: ElementDraft, parentPage: number, namespace?: string): string {
  const spaces = ['', 'syncml:metinf', 'syncml:dmddf1.2'];
  // SyncML elements inside Meta do not occur, so that the root's namespace is never needed again.
  const xmlns = namespace ?? (part.page === parentPage ? '' : (spaces[part.page] ?? ''));
  const start = `<${part.name}${xmlns === '' ? '' : ` xmlns="${xmlns}"`}`;
  if (part.children.length === 0) return `${start}/>`;
  const inner = part.children.map((child) => {
    if (child.kind === 'element') return elementXml(child, part.page);
    if (child.kind === 'text') return escapeText(child.text);
    if (child.kind !== 'opaque') return '';
    if (child.document?.root.kind === 'element') return elementXml(child.document.root, part.page);
    return cdata(new TextDecoder().decode(child.bytes));
  });
  return `${start}>${inner.join('')}</${part.name}>`;
}
