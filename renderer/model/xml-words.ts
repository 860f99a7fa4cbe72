import type { MoTable } from '../../core/mo/mo-row.ts';
import { MO_TABLES } from '../../core/mo/objects.ts';
import { NODE_FORMATS } from '../../core/tnds/tree.ts';

/** What can stand in an element of a message, as completion offers it. */
export interface XmlWord {
  readonly name: string;
  readonly top?: boolean;
  readonly children?: readonly string[];
  readonly textContent?: readonly string[];
  readonly attributes?: readonly { readonly name: string; readonly values?: readonly string[] }[];
}

/** DTDs of SyncML RepPro 1.2, MetInf 1.2 and DM TND 1.2, as far as bootstrap messages use them. */
const ELEMENTS: readonly XmlWord[] = [
  { name: 'SyncML', top: true, children: ['SyncHdr', 'SyncBody'] },
  {
    name: 'SyncHdr',
    children: ['VerDTD', 'VerProto', 'SessionID', 'MsgID', 'Target', 'Source', 'RespURI', 'Cred', 'Meta'],
  },
  { name: 'SyncBody', children: ['Add', 'Replace', 'Delete', 'Exec', 'Sequence', 'Atomic', 'Alert', 'Final'] },
  { name: 'Add', children: ['CmdID', 'NoResp', 'Cred', 'Meta', 'Item'] },
  { name: 'Replace', children: ['CmdID', 'NoResp', 'Cred', 'Meta', 'Item'] },
  { name: 'Item', children: ['Target', 'Source', 'Meta', 'Data'] },
  { name: 'Target', children: ['LocURI', 'LocName'] },
  { name: 'Source', children: ['LocURI', 'LocName'] },
  { name: 'Meta', children: ['Format', 'Type', 'Size', 'MaxMsgSize', 'NextNonce'] },
  { name: 'Data', children: ['MgmtTree'] },
  { name: 'MgmtTree', children: ['VerDTD', 'Man', 'Mod', 'Node'] },
  { name: 'Node', children: ['NodeName', 'Path', 'RTProperties', 'Value', 'Node'] },
  { name: 'RTProperties', children: ['ACL', 'Format', 'Name', 'Size', 'Title', 'TStamp', 'Type', 'VerNo'] },
  { name: 'Format', children: NODE_FORMATS },
  { name: 'MIME', textContent: ['text/plain', 'application/octet-stream', 'text/xml'] },
  {
    name: 'wap-provisioningdoc',
    top: true,
    attributes: [{ name: 'version', values: ['1.1'] }],
    children: ['characteristic'],
  },
  { name: 'parm', attributes: [{ name: 'name' }, { name: 'value' }] },
];

const CHARACTERISTICS = [
  'APPLICATION',
  'APPADDR',
  'APPAUTH',
  'PORT',
  'NAPDEF',
  'NAPAUTHINFO',
  'PXLOGICAL',
  'PXPHYSICAL',
];

/** Elements, names of nodes, identifiers and listed values of the tables. */
export function xmlWords(loaded: readonly MoTable[]): readonly XmlWord[] {
  const tables: readonly MoTable[] = [...loaded, ...MO_TABLES];
  const rows = tables.flatMap((table) => table.rows);
  const names = rows.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)).filter((name) => name !== '<X>');
  const once = (words: readonly string[]) => [...new Set(words)].sort();
  return [
    ...ELEMENTS,
    { name: 'Type', children: ['MIME', 'DDFName'] },
    { name: 'NodeName', textContent: once(names) },
    { name: 'DDFName', textContent: once(tables.flatMap(({ identifiers }) => identifiers)) },
    { name: 'Value', textContent: once(rows.flatMap(({ values = [] }) => values)) },
    {
      name: 'characteristic',
      attributes: [{ name: 'type', values: CHARACTERISTICS }],
      children: ['parm', 'characteristic'],
    },
  ];
}
