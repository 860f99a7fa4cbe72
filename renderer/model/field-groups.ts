import type { MessageField } from '../../core/bootstrap/message-model.ts';
import type { TextCode } from '../text/text.ts';

/** A part of the message as people see it: its fields in the message's order. */
export interface FieldGroup {
  readonly id: string;
  /** Title by catalogue code; null: `name` stands alone. */
  readonly title: TextCode | null;
  /** The standard's name for it, with the instance's own. */
  readonly name: string;
  readonly fields: readonly MessageField[];
}

const GROUP_TITLES: Readonly<Record<string, TextCode>> = {
  SyncHdr: 'group.message',
  SyncBody: 'group.command',
  DMAcc: 'group.account',
  NAP: 'group.connection',
  Proxy: 'group.proxy',
};

/** The management object's instance: the part of the field's path before its own path. */
function instanceOf(field: MessageField): string {
  // A property of a node (`NordTel?prop=ACL`) belongs to the object that the node is in.
  if (field.moPath === null) return field.group === 'SyncHdr' ? '' : (field.path.split('?')[0]?.split('/')[0] ?? '');
  const depth = field.path.split('/').length - field.moPath.split('/').length;
  return field.path.split('/').slice(0, Math.max(0, depth)).join('/');
}

/** One group a management object, for the meaning pane. */
export function fieldGroups(fields: readonly MessageField[]): readonly FieldGroup[] {
  const groups = new Map<string, { name: string; title: TextCode | null; fields: MessageField[] }>();
  for (const field of fields) {
    const kind = field.group ?? '';
    const instance = instanceOf(field);
    const id = `${kind}:${instance}`;
    const group = groups.get(id) ?? {
      title: GROUP_TITLES[kind] ?? (kind === '' ? 'group.other' : null),
      name: [...new Set([kind, instance.split('/').pop() ?? ''])]
        .filter((word) => word !== '' && word !== 'SyncHdr')
        .join(', '),
      fields: [],
    };
    group.fields.push(field);
    groups.set(id, group);
  }
  const isProperty = (field: MessageField) => field.path.includes('?');
  return [...groups].map(([id, group]) => ({
    id,
    ...group,
    fields: [...group.fields.filter((field) => !isProperty(field)), ...group.fields.filter(isProperty)],
  }));
}

/** What people call a field, by its place in its management object; `<X>` stands for any name. */
const FIELD_LABELS: Readonly<Record<string, TextCode>> = {
  'SyncHdr/VerDTD': 'field.verDtd',
  'SyncHdr/VerProto': 'field.verProto',
  'SyncHdr/SessionID': 'field.sessionId',
  'SyncHdr/MsgID': 'field.msgId',
  'SyncHdr/Target/LocURI': 'field.target',
  'SyncHdr/Source/LocURI': 'field.source',
  'DMAcc/AppID': 'field.appId',
  'DMAcc/ServerID': 'field.serverId',
  'DMAcc/Name': 'field.name',
  'DMAcc/PrefConRef': 'field.prefConRef',
  'DMAcc/ToConRef/<X>/ConRef': 'field.conRef',
  'DMAcc/AppAddr/<X>/Addr': 'field.addr',
  'DMAcc/AppAddr/<X>/AddrType': 'field.addrType',
  'DMAcc/AppAddr/<X>/Port/<X>/PortNbr': 'field.portNbr',
  'DMAcc/AAuthPref': 'field.authPref',
  'DMAcc/AppAuth/<X>/AAuthLevel': 'field.authLevel',
  'DMAcc/AppAuth/<X>/AAuthType': 'field.authType',
  'DMAcc/AppAuth/<X>/AAuthName': 'field.authName',
  'DMAcc/AppAuth/<X>/AAuthSecret': 'field.authSecret',
  'DMAcc/AppAuth/<X>/AAuthData': 'field.authData',
  'NAP/NapId': 'field.napId',
  'NAP/NapID': 'field.napId',
  'NAP/Name': 'field.name',
  'NAP/Addr': 'field.apn',
  'NAP/NapAddr': 'field.apn',
  'NAP/AddrType': 'field.apnType',
  'NAP/NapAddrTy': 'field.apnType',
  'NAP/Bearer/BearerType': 'field.bearer',
};

/** Catalogue code of a field's human label; null where only the standard's name is known. */
export function fieldLabel(field: MessageField): TextCode | null {
  if (field.path.endsWith('?prop=ACL')) return 'field.acl';
  const own = field.moPath ?? field.path.replace(/^SyncHdr\//, '');
  return FIELD_LABELS[`${field.group ?? ''}/${own}`] ?? null;
}

/** The standard's name of a field: its last path segment, with its parent where that says more. */
export function fieldName(field: Pick<MessageField, 'path'>): string {
  const [place = field.path, property] = field.path.split('?prop=');
  if (property !== undefined) return property;
  const steps = place.split('/');
  const last = steps[steps.length - 1] ?? field.path;
  return last === 'LocURI' ? (steps[steps.length - 2] ?? last) : last;
}
