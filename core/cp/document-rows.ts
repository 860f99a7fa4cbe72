import { CONNECTIVITY_ROWS } from './connectivity-rows.ts';
import { type CharacteristicRow, FLAG, type ParmRow, PORT_RANGE, PROV_1_0, PROV_1_1 } from './rows.ts';

/** Applications, and what concerns the document as a whole. */
export const DOCUMENT_ROWS = [
  {
    type: 'BOOTSTRAP',
    parents: [''],
    occurrence: 'ZeroOrMore',
    ...PROV_1_0,
    parms: [
      { name: 'NAME', occurrence: 'ZeroOrOne', ...PROV_1_0, accepted: 16 },
      { name: 'NETWORK', occurrence: 'ZeroOrMore', ...PROV_1_0 },
      { name: 'COUNTRY', occurrence: 'ZeroOrMore', ...PROV_1_0 },
      { name: 'PROXY-ID', occurrence: 'ZeroOrMore', ...PROV_1_0, accepted: 32, refersTo: 'PXLOGICAL' },
      { name: 'PROVURL', occurrence: 'ZeroOrOne', ...PROV_1_0, accepted: 64 },
      { name: 'CONTEXT-ALLOW', occurrence: 'ZeroOrOne', ...PROV_1_0 },
    ],
  },
  {
    type: 'CLIENTIDENTITY',
    parents: [''],
    occurrence: 'ZeroOrOne',
    ...PROV_1_0,
    parms: [{ name: 'CLIENT-ID', occurrence: 'One', ...PROV_1_0, accepted: 32 }],
  },
  {
    type: 'VENDORCONFIG',
    parents: [''],
    occurrence: 'ZeroOrMore',
    ...PROV_1_0,
    open: true,
    parms: [{ name: 'NAME', occurrence: 'One', ...PROV_1_0, accepted: 16 }],
  },
  {
    type: 'APPLICATION',
    parents: [''],
    occurrence: 'ZeroOrMore',
    ...PROV_1_1,
    parms: [
      { name: 'APPID', occurrence: 'One', ...PROV_1_1 },
      { name: 'PROVIDER-ID', occurrence: 'ZeroOrOne', ...PROV_1_1 },
      { name: 'NAME', occurrence: 'ZeroOrOne', ...PROV_1_1 },
      { name: 'AACCEPT', occurrence: 'ZeroOrOne', ...PROV_1_1 },
      { name: 'APROTOCOL', occurrence: 'ZeroOrOne', ...PROV_1_1 },
      { name: 'TO-PROXY', occurrence: 'ZeroOrMore', ...PROV_1_1, refersTo: 'PXLOGICAL' },
      { name: 'TO-NAPID', occurrence: 'ZeroOrMore', ...PROV_1_1, refersTo: 'NAPDEF' },
      { name: 'ADDR', occurrence: 'ZeroOrMore', ...PROV_1_1 },
    ],
  },
  {
    type: 'APPADDR',
    parents: ['APPLICATION'],
    occurrence: 'ZeroOrMore',
    ...PROV_1_1,
    parms: [
      { name: 'ADDR', occurrence: 'One', ...PROV_1_1 },
      { name: 'ADDRTYPE', occurrence: 'ZeroOrOne', ...PROV_1_1 },
    ],
  },
  {
    type: 'APPAUTH',
    parents: ['APPLICATION'],
    occurrence: 'ZeroOrMore',
    ...PROV_1_1,
    parms: [
      { name: 'AAUTHLEVEL', occurrence: 'ZeroOrOne', ...PROV_1_1 },
      { name: 'AAUTHTYPE', occurrence: 'ZeroOrOne', ...PROV_1_1 },
      { name: 'AAUTHNAME', occurrence: 'ZeroOrOne', ...PROV_1_1 },
      { name: 'AAUTHSECRET', occurrence: 'ZeroOrOne', ...PROV_1_1, secret: true },
      { name: 'AAUTHDATA', occurrence: 'ZeroOrOne', ...PROV_1_1, secret: true },
    ],
  },
  {
    type: 'RESOURCE',
    parents: ['APPLICATION'],
    occurrence: 'ZeroOrMore',
    ...PROV_1_1,
    parms: [
      { name: 'URI', occurrence: 'One', ...PROV_1_1 },
      { name: 'NAME', occurrence: 'ZeroOrOne', ...PROV_1_1 },
      { name: 'AACCEPT', occurrence: 'ZeroOrOne', ...PROV_1_1 },
      { name: 'AAUTHTYPE', occurrence: 'ZeroOrOne', ...PROV_1_1 },
      { name: 'AAUTHNAME', occurrence: 'ZeroOrOne', ...PROV_1_1 },
      { name: 'AAUTHSECRET', occurrence: 'ZeroOrOne', ...PROV_1_1, secret: true },
      { name: 'AAUTHDATA', occurrence: 'ZeroOrOne', ...PROV_1_1, secret: true },
      { name: 'STARTPAGE', occurrence: 'ZeroOrOne', ...PROV_1_1, ...FLAG },
    ],
  },
  {
    type: 'ACCESS',
    parents: [''],
    occurrence: 'ZeroOrMore',
    ...PROV_1_1,
    parms: [
      { name: 'RULE', occurrence: 'ZeroOrMore', ...PROV_1_1 },
      { name: 'APPID', occurrence: 'ZeroOrMore', ...PROV_1_1 },
      { name: 'PORTNBR', occurrence: 'ZeroOrMore', ...PROV_1_1, range: PORT_RANGE },
      { name: 'DOMAIN', occurrence: 'ZeroOrMore', ...PROV_1_1 },
      { name: 'TO-NAPID', occurrence: 'ZeroOrMore', ...PROV_1_1, refersTo: 'NAPDEF' },
      { name: 'TO-PROXY', occurrence: 'ZeroOrMore', ...PROV_1_1, refersTo: 'PXLOGICAL' },
    ],
  },
] as const satisfies readonly CharacteristicRow[];

/** Every characteristic of Provisioning Content. */
export const CHARACTERISTIC_ROWS: readonly CharacteristicRow[] = [...CONNECTIVITY_ROWS, ...DOCUMENT_ROWS];

export function characteristicRow(type: string): CharacteristicRow | undefined {
  return CHARACTERISTIC_ROWS.find((row) => row.type === type);
}

export function parmRow(type: string, name: string): ParmRow | undefined {
  return characteristicRow(type)?.parms.find((row) => row.name === name);
}

const SECRET_PARMS: ReadonlySet<string> = new Set(
  CHARACTERISTIC_ROWS.flatMap((row) => row.parms.filter((parm) => parm.secret).map((parm) => parm.name)),
);

/** Parms that hold a secret by the look of their name: those of vendors, and known ones at other places. */
const SECRET_NAME = /SECRET|PASSWORD|AUTHDATA|-PW$/i;

export function isSecretParm(name: string): boolean {
  return SECRET_PARMS.has(name) || SECRET_NAME.test(name);
}
