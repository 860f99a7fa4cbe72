import type { DocElement } from './element.ts';

/** How often a child may stand: `?` at most once, `+` at least once, `*` any number, empty exactly once. */
type Mark = '' | '?' | '+' | '*';
type Model = readonly (readonly [name: string, mark: Mark])[];

const COMMAND: Model = [
  ['CmdID', ''],
  ['NoResp', '?'],
  ['Meta', '?'],
  ['Item', '+'],
];

/**
 * Children of the elements of a DM message, in their order. In DM, Cred stands in SyncHdr alone (RepPro 4.1.1.6). The
 * clause is null where only the order in real messages is known, not the text.
 */
export const CONTENT_MODELS = {
  SyncML: {
    clause: 'RepPro 4.1.2.1',
    children: [
      ['SyncHdr', ''],
      ['SyncBody', ''],
    ],
  },
  SyncHdr: {
    clause: 'RepPro 4.1.2.2',
    children: [
      ['VerDTD', ''],
      ['VerProto', ''],
      ['SessionID', ''],
      ['MsgID', ''],
      ['Target', ''],
      ['Source', ''],
      ['RespURI', '?'],
      ['NoResp', '?'],
      ['Cred', '?'],
      ['Meta', '?'],
    ],
  },
  Add: { clause: 'RepPro 4.1.6.1', children: COMMAND },
  Replace: { clause: 'RepPro 4.1.6.11', children: COMMAND },
  Copy: { clause: 'RepPro 4.1.6.4', children: COMMAND },
  Delete: {
    clause: 'RepPro 4.1.6.5',
    children: [
      ['CmdID', ''],
      ['NoResp', '?'],
      ['Archive', '?'],
      ['SftDel', '?'],
      ['Meta', '?'],
      ['Item', '+'],
    ],
  },
  Get: {
    clause: 'RepPro 4.1.6.7',
    children: [
      ['CmdID', ''],
      ['NoResp', '?'],
      ['Lang', '?'],
      ['Meta', '?'],
      ['Item', '+'],
    ],
  },
  Exec: {
    clause: 'RepPro 4.1.6.6',
    children: [
      ['CmdID', ''],
      ['NoResp', '?'],
      ['Meta', '?'],
      ['Correlator', '?'],
      ['Item', ''],
    ],
  },
  Alert: {
    clause: 'RepPro 4.1.6.2',
    children: [
      ['CmdID', ''],
      ['NoResp', '?'],
      ['Data', '?'],
      ['Correlator', '?'],
      ['Item', '*'],
    ],
  },
  Status: {
    clause: null,
    children: [
      ['CmdID', ''],
      ['MsgRef', ''],
      ['CmdRef', ''],
      ['Cmd', ''],
      ['TargetRef', '*'],
      ['SourceRef', '*'],
      ['Cred', '?'],
      ['Chal', '?'],
      ['Data', ''],
      ['Item', '*'],
    ],
  },
  Results: {
    clause: null,
    children: [
      ['CmdID', ''],
      ['MsgRef', '?'],
      ['CmdRef', ''],
      ['Meta', '?'],
      ['TargetRef', '?'],
      ['SourceRef', '?'],
      ['Item', '+'],
    ],
  },
  Item: {
    clause: 'RepPro 4.1.3.2',
    children: [
      ['Target', '?'],
      ['Source', '?'],
      ['SourceParent', '?'],
      ['TargetParent', '?'],
      ['Meta', '?'],
      ['Data', '?'],
      ['MoreData', '?'],
    ],
  },
  Cred: {
    clause: 'RepPro 4.1.1.6',
    children: [
      ['Meta', '?'],
      ['Data', ''],
    ],
  },
  Target: {
    clause: null,
    children: [
      ['LocURI', ''],
      ['LocName', '?'],
      ['Filter', '?'],
    ],
  },
  Source: {
    clause: null,
    children: [
      ['LocURI', ''],
      ['LocName', '?'],
    ],
  },
} as const satisfies Record<string, { readonly clause: string | null; readonly children: Model }>;

/** Children of the elements of a management tree (DM TND 1.2, 8.5.4; DFProperties stand in descriptions only). */
export const TREE_MODELS = {
  MgmtTree: {
    clause: 'TND 8.5.4.1.1',
    children: [
      ['VerDTD', ''],
      ['Man', '?'],
      ['Mod', '?'],
      ['Node', '+'],
    ],
  },
  // NodeName may be left out in a TNDS (9.2.3.1.6).
  Node: {
    clause: 'TND 8.5.4.1.5',
    children: [
      ['NodeName', '?'],
      ['Path', '?'],
      ['RTProperties', ''],
      ['Node', '*'],
      ['Value', '?'],
    ],
  },
  RTProperties: {
    clause: 'TND 8.5.4.1.9',
    children: [
      ['ACL', '?'],
      ['Format', '?'],
      ['Name', '?'],
      ['Size', '?'],
      ['Title', '?'],
      ['TStamp', '?'],
      ['Type', ''],
      ['VerNo', '?'],
    ],
  },
} as const satisfies Record<string, { readonly clause: string | null; readonly children: Model }>;

export interface ContentFault {
  readonly element: DocElement;
  /** What is wrong, as the end of a sentence about the element. */
  readonly reason: string;
  readonly clause: string | null;
}

type Models = Readonly<Record<string, { readonly clause: string | null; readonly children: Model }>>;

/**
 * Where `root` and the elements below it break their content models. Below an element that `stop` names, and in elements
 * without a model, nothing is asked.
 */
export function contentFaults(root: DocElement, models: Models, stop: readonly string[] = []): ContentFault[] {
  const out: ContentFault[] = [];
  const walk = (element: DocElement): void => {
    const model = Object.hasOwn(models, element.name) ? models[element.name] : undefined;
    if (model !== undefined) {
      for (const reason of faultsOf(element, model.children)) out.push({ element, reason, clause: model.clause });
    }
    for (const child of element.children) if (!stop.includes(child.name)) walk(child);
  };
  walk(root);
  return out;
}

function faultsOf(element: DocElement, model: Model): string[] {
  const out: string[] = [];
  const place = new Map(model.map(([name], index) => [name, index]));
  const counts = new Map<string, number>();
  let last = 0;
  let disordered = false;
  for (const { name } of element.children) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const index = place.get(name);
    if (index === undefined) continue;
    if (index < last && !disordered) {
      out.push(`${name} stands after ${model[last]?.[0]}`);
      disordered = true;
    }
    last = Math.max(last, index);
  }
  for (const name of counts.keys()) if (!place.has(name)) out.push(`${name} does not belong there`);
  for (const [name, mark] of model) {
    const count = counts.get(name) ?? 0;
    if (count === 0 && (mark === '' || mark === '+')) out.push(`${name} is missing`);
    if (count > 1 && (mark === '' || mark === '?')) out.push(`${name} stands there ${count} times`);
  }
  return out;
}
