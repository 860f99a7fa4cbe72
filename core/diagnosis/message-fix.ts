import { fromUtf8, toHex } from '../base/bytes.ts';
import type { Finding } from '../base/finding.ts';
import type { Result } from '../base/result.ts';
import type { FindingCode } from '../bootstrap/finding-rows.ts';
import { editMessage } from '../bootstrap/message-edit.ts';
import type { MessageView } from '../bootstrap/message-model.ts';
import { patchMessage } from '../bootstrap/message-patch.ts';
import { messageFromXml, messageToXml } from '../bootstrap/message-xml.ts';
import { reshaped } from './tree-fix.ts';

interface Broken {
  /** The file from the first byte of what stands in the message's place. */
  readonly bytes: Uint8Array;
  readonly view: MessageView;
  readonly finding: Finding;
}

/** The message put right; undefined where this one cannot be. */
type Fix = (broken: Broken) => Uint8Array | undefined;

function bytesOf(result: Result<Uint8Array>): Uint8Array | undefined {
  return result.ok ? result.value : undefined;
}

/** One field given another value; every other byte stays. */
const edit = ({ view }: Broken, path: string, value: string | undefined): Uint8Array | undefined =>
  value === undefined ? undefined : bytesOf(editMessage(view, [{ path, value }]));

/** The same message in the form that this program writes: its header, its encoding. */
const again: Fix = ({ view }) => bytesOf(messageFromXml(messageToXml(view)));

/** The document alone, without what stands before it. */
const bare: Fix = ({ view }) => view.document?.bytes;

const changedXml =
  (change: (xml: string) => string): Fix =>
  ({ view }) => {
    const xml = messageToXml(view);
    const changed = change(xml);
    return changed === xml ? undefined : bytesOf(messageFromXml(changed));
  };

/** XML text as it stands in the file, up to its last `>`. */
const encoded: Fix = ({ bytes }) => {
  const end = bytes.lastIndexOf(0x3e);
  const text = fromUtf8(bytes.subarray(0, end + 1));
  return text === undefined ? undefined : bytesOf(messageFromXml(text));
};

const text = (value: string | number | undefined) => (value === undefined ? undefined : String(value));

/** The only connectivity object that the message brings: what the account may have meant. */
function onlyAccess({ fields }: MessageView): string | undefined {
  const groups: readonly (string | null)[] = ['NAP', 'Proxy', 'ConnMO'];
  const roots = new Set(fields.filter(({ group }) => groups.includes(group)).map(({ path }) => path.split(/[/?]/)[0]));
  const [only] = roots;
  return roots.size === 1 ? only : undefined;
}

/** The account's own server may change it, everyone may read it (5.5.3). */
const aclOf = (server: string | number) => `Delete=${server}&Get=*&Replace=${server}`;

const ownerAcl: Fix = (broken) => {
  const { server = '' } = broken.finding.details ?? {};
  return server === '' ? undefined : edit(broken, broken.finding.where.path ?? '', aclOf(server));
};

/** An account without any ACL gets one at its root. */
const newAcl: Fix = (broken) => {
  const { server = '', node = '' } = broken.finding.details ?? {};
  const name = String(node).split('/').at(-1) ?? '';
  const at = `<NodeName>${name}</NodeName>`;
  const acl = `<ACL>${aclOf(server).replaceAll('&', '&amp;')}</ACL>`;
  const change = (xml: string) => {
    const from = xml.indexOf('<RTProperties>', xml.indexOf(at));
    // Of several nodes of that name nobody can tell which is meant.
    if (from < 0 || xml.indexOf(at) !== xml.lastIndexOf(at)) return xml;
    return `${xml.slice(0, from)}<RTProperties>${acl}${xml.slice(from + '<RTProperties>'.length)}`;
  };
  return server === '' ? undefined : changedXml(change)(broken);
};

/** One of the allowed values, where the one that stands there differs in its case or in spaces alone. */
const meantValue: Fix = (broken) => {
  const { value = '', allowed = '' } = broken.finding.details ?? {};
  const plain = String(value).trim();
  const meant = String(allowed)
    .split(', ')
    .find((one) => one.toLowerCase() === plain.toLowerCase());
  const isNumber = /^\d+ to \d+$/.test(String(allowed)) && /^\d+$/.test(plain);
  return edit(broken, broken.finding.where.path ?? '', meant ?? (isNumber ? plain : undefined));
};

/** The format that the object prescribes, for the node of this name where there is one alone. */
const rightFormat: Fix = (broken) => {
  const { node = '', format = '', expected = '' } = broken.finding.details ?? {};
  const name = `<NodeName>${String(node).split('/').at(-1)}</NodeName>`;
  const change = (xml: string) => {
    const at = xml.indexOf(name);
    const from = xml.indexOf(`<${format}/>`, at);
    const isOwn = at >= 0 && at === xml.lastIndexOf(name) && from >= 0 && !xml.slice(at, from).includes('</Format>');
    return isOwn ? `${xml.slice(0, from)}<${expected}/>${xml.slice(from + `<${format}/>`.length)}` : xml;
  };
  return changedXml(change)(broken);
};

/** Without the command or the element that asks for an answer. */
const unanswered: Fix = (broken) => {
  const element = String(broken.finding.details?.element ?? '');
  return changedXml((xml) =>
    xml.replace(new RegExp(`\\s*<${element}>(?:(?!<${element}>)[^])*?</${element}>`, 'g'), ''),
  )(broken);
};

/** A command without CmdID gets the next number (DM RepPro 4.1). */
const numbered: Fix = (broken) => {
  const { element = '', reason = '' } = broken.finding.details ?? {};
  if (reason !== 'CmdID is missing') return undefined;
  return changedXml((xml) => {
    const last = Math.max(0, ...[...xml.matchAll(/<CmdID>(\d+)<\/CmdID>/g)].map(([, number]) => Number(number)));
    return xml.replace(new RegExp(`<${element}>(?!\\s*<CmdID>)`), `<${element}><CmdID>${last + 1}</CmdID>`);
  })(broken);
};

const treeVersion: Fix = (broken) =>
  String(broken.finding.details?.reason ?? '').startsWith('VerDTD')
    ? changedXml((xml) => xml.replace(/(<MgmtTree[^>]*>\s*<VerDTD>)[^<]*/, '$11.2'))(broken)
    : undefined;

/** A value that came later than the characteristics inside: parms come first (WAP-183). */
const reordered: Fix = ({ view, finding }) => {
  const path = finding.where.path ?? '';
  const value = view.fields.find((field) => field.path === path)?.value;
  if (view.document === null || value === undefined) return undefined;
  const edits = [{ op: 'remove', path } as const, { op: 'add', path, value } as const];
  return bytesOf(patchMessage(view.document.bytes, edits));
};

const FIXES: { readonly [Code in FindingCode]?: Fix } = {
  'wbxml-plain-xml': encoded,
  'wbxml-push-header': bare,
  'wbxml-length-prefix': bare,
  'wbxml-version': again,
  'wbxml-public-id': again,
  'wbxml-public-id-string': again,
  'wbxml-charset': again,
  'tnds-header-variant': again,
  'dm-tnds-type-mismatch': (broken) =>
    edit(broken, broken.finding.where.path ?? '', text(broken.finding.details?.right)),
  'tnds-target': (broken) => edit(broken, broken.finding.where.path ?? '', './Inbox'),
  'dm-source-mismatch': (broken) =>
    edit(broken, 'SyncHdr/Source/LocURI', broken.view.accounts[0]?.addresses[0]?.addr ?? undefined),
  'dm-protocol-version': (broken) => edit(broken, 'SyncHdr/VerProto', 'DM/1.2'),
  'dm-not-final': changedXml((xml) =>
    xml.replace(/\s*<Final\s*\/>/g, '').replace('</SyncBody>', '<Final/></SyncBody>'),
  ),
  'mo-appid': (broken) => edit(broken, broken.finding.where.path ?? '', 'w7'),
  'mo-reference-fixed': (broken) => edit(broken, broken.finding.where.path ?? '', text(broken.finding.details?.right)),
  'mo-reference-dangling': (broken) => {
    const access = onlyAccess(broken.view);
    return edit(broken, broken.finding.where.path ?? '', access === undefined ? undefined : `./Inbox/${access}`);
  },
  'mo-tree-shape': ({ view, finding }) => reshaped(view, finding),
  'mo-value': meantValue,
  'mo-format': rightFormat,
  'dm-answer-expected': unanswered,
  'dm-structure': numbered,
  'tnds-structure': treeVersion,
  'cp-public-id': again,
  'cp-charset': again,
  'cp-version': changedXml((xml) => xml.replace(/(<wap-provisioningdoc[^>]* version=")[^"]*/, '$11.1')),
  'cp-element-unknown': (broken) => {
    const element = String(broken.finding.details?.element ?? '');
    return changedXml((xml) => xml.replace(new RegExp(`\\s*<${element}(?:\\s[^>]*)?/>`, 'g'), ''))(broken);
  },
  'cp-parm-content': changedXml((xml) => xml.replace(/(<parm\s[^>]*[^/>])>[^<]*<\/parm>/g, '$1/>')),
  'cp-order': reordered,
  'cp-value': meantValue,
  'cp-w7-value': meantValue,
  'mo-acl': ownerAcl,
  'mo-acl-absent': newAcl,
};

/**
 * The message without this fault, as far as that follows from the message itself.
 * @param bytes the file from the place of the message on
 * @param view of `bytes`
 * @returns undefined where no fix is known, or where it needs to know what is not there
 */
export function fixedMessage(bytes: Uint8Array, view: MessageView, finding: Finding): Uint8Array | undefined {
  const fixed = FIXES[finding.code as FindingCode]?.({ bytes, view, finding });
  return fixed === undefined || toHex(fixed) === toHex(bytes.subarray(0, fixed.length)) ? undefined : fixed;
}
