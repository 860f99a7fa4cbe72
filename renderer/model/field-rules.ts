import type { MessageField } from '../../core/bootstrap/message-model.ts';
import type { TextCode } from '../text/text.ts';

/** Why a value cannot be written; the clause says who asks for it. */
export interface FieldFault {
  readonly path: string;
  readonly text: TextCode;
  readonly clause: string;
}

interface FieldRule {
  /** Group and place in the management object, as in the tables of the standard. */
  readonly field: string;
  /** The only values, where the standard lists them. */
  readonly values?: readonly string[];
  readonly accepts: (value: string) => boolean;
  readonly text: TextCode;
  readonly clause: string;
}

const ADDRESS_TYPES = ['URI', 'IPv4', 'IPv6'] as const;
const AUTH_LEVELS = ['CLCRED', 'SRVCRED', 'OBEX', 'HTTP'] as const;
const AUTH_TYPES = [
  'HTTP-BASIC',
  'HTTP-DIGEST',
  'BASIC',
  'DIGEST',
  'HMAC',
  'X509',
  'SECURID',
  'SAFEWORD',
  'DIGIPASS',
  'TRANSPORT',
] as const;

const among = (values: readonly string[]) => (value: string) => values.includes(value);

/** What the DMAcc table asks of single values; what spans several fields is found by decoding the whole message again. */
const RULES: readonly FieldRule[] = [
  { field: 'DMAcc/AppID', values: ['w7'], accepts: among(['w7']), text: 'fault.appId', clause: 'DM StdObj 7.1.3.1' },
  { field: 'DMAcc/ServerID', accepts: (value) => value !== '', text: 'fault.empty', clause: 'DM StdObj 7.1.3.1' },
  {
    field: 'DMAcc/AppAddr/<X>/Addr',
    accepts: (value) => value !== '',
    text: 'fault.empty',
    clause: 'DM StdObj 7.1.3.1',
  },
  {
    field: 'DMAcc/AppAddr/<X>/AddrType',
    values: ADDRESS_TYPES,
    accepts: among(ADDRESS_TYPES),
    text: 'fault.list',
    clause: 'DM StdObj 7.1.3.1',
  },
  {
    field: 'DMAcc/AppAddr/<X>/Port/<X>/PortNbr',
    accepts: (value) => /^\d{1,5}$/.test(value) && Number(value) <= 65535,
    text: 'fault.port',
    clause: 'DM StdObj 7.1.3.1',
  },
  {
    field: 'DMAcc/AppAuth/<X>/AAuthLevel',
    values: AUTH_LEVELS,
    accepts: among(AUTH_LEVELS),
    text: 'fault.list',
    clause: 'DM StdObj 7.1.3.1',
  },
  {
    field: 'DMAcc/AppAuth/<X>/AAuthType',
    values: AUTH_TYPES,
    accepts: among(AUTH_TYPES),
    text: 'fault.list',
    clause: 'DM StdObj 7.1.3.1',
  },
  {
    field: 'DMAcc/AAuthPref',
    values: ['', ...AUTH_TYPES],
    accepts: among(['', ...AUTH_TYPES]),
    text: 'fault.list',
    clause: 'DM StdObj 7.1.3.1',
  },
];

function ruleOf(field: MessageField): FieldRule | undefined {
  return field.moPath === null
    ? undefined
    : RULES.find((rule) => rule.field === `${field.group ?? ''}/${field.moPath}`);
}

/** The values that a field may have, where the standard lists them. */
export function fieldChoices(field: MessageField): readonly string[] | null {
  return ruleOf(field)?.values ?? null;
}

export function fieldFault(field: MessageField, value: string): FieldFault | null {
  const rule = ruleOf(field);
  return rule === undefined || rule.accepts(value) ? null : { path: field.path, text: rule.text, clause: rule.clause };
}
