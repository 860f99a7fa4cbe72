import { concat, hex, utf8 } from '../base/bytes.ts';
import { encodePinObject } from '../pkcs15/aodf.ts';
import { encodeDataObject, encodeDodf } from '../pkcs15/dodf.ts';
import { encodeOdf, type OdfEntrySpec } from '../pkcs15/odf.ts';
import { OIDS } from '../pkcs15/oids.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import { type CardDraft, DM_OBJECT } from './card-draft.ts';
import { type FaultRecipe, withObject } from './fault-recipe.ts';

const EF_AODF = '4401';
const EF_CDF = '4402';
const EF_CERTIFICATE = '4403';
const EF_LWM2M = '6432';
const PIN_ID = Uint8Array.of(0x01);

/** A further file of the application, which everyone may read. */
function withFile(draft: CardDraft, fid: string, name: string, data: Uint8Array): CardDraft {
  return { ...draft, others: [...draft.others, { fid, name, data, read: 'always', update: 'adm1' }] };
}

/** A further directory beside the DODF. */
function withDirectory(
  draft: CardDraft,
  kind: OdfEntrySpec['kind'],
  fid: string,
  name: string,
  data: Uint8Array,
): CardDraft {
  const entries = encodeOdf([
    { kind: 'dataObjects', path: hex('6420') },
    { kind, path: hex(fid) },
  ]);
  return withFile({ ...draft, odf: draft.odf && { ...draft.odf, data: entries } }, fid, name, data);
}

/** PIN1 in an EF(AODF). @param reference 01 is the universal PIN of the card (TS 102 221 9.5.1) */
const pin = (reference: number) =>
  encodePinObject({
    label: 'PIN1',
    flags: { private: false, modifiable: false },
    ownAuthId: PIN_ID,
    pinFlags: ['initialized', 'needs-padding'],
    type: 'ascii-numeric',
    minLength: 4,
    storedLength: 8,
    maxLength: 8,
    reference,
    padChar: 0xff,
  });

const guarded = (draft: CardDraft, authId: Uint8Array) => withObject(draft, { authId });

/** The certificate that an EF(CDF) leads to (PKCS#15 6.6). */
const certificate = concat(
  tlv(0x30, tlv(0x0c, utf8('Issuer'))),
  tlv(0x30, tlv(0x04, Uint8Array.of(0x45))),
  tlv(0xa1, tlv(0x30, tlv(0x30, tlv(0x04, hex(EF_CERTIFICATE))))),
);

const PARTS = ['odf', 'dodf'] as const;

/** What stands beside the bootstrap objects in a PKCS#15 application (PKCS#15 6.6, 6.8; LwM2M appendix G). */
export const TOKEN_FAULTS: readonly FaultRecipe[] = [
  {
    code: 'dodf-authid-unknown',
    at: 'dodf',
    parts: PARTS,
    make: (draft) => withDirectory(guarded(draft, Uint8Array.of(0x07)), 'authObjects', EF_AODF, 'EF(AODF)', pin(0x01)),
  },
  {
    code: 'access-aodf-mismatch',
    at: 'dodf',
    parts: PARTS,
    make: (draft) => withDirectory(guarded(draft, PIN_ID), 'authObjects', EF_AODF, 'EF(AODF)', pin(0x02)),
  },
  {
    code: 'access-pin-reference-negative',
    at: 'odf',
    parts: PARTS,
    make: (draft) => {
      // DER writes 81 as 00 81; the byte alone is -127.
      const [right, wrong] = [hex('80020081'), hex('800181')];
      const record = pin(0x81);
      const at = record.findIndex((_, i) => right.every((byte, k) => record[i + k] === byte));
      const body = concat(record.subarray(0, at), wrong, record.subarray(at + right.length));
      return withDirectory(draft, 'authObjects', EF_AODF, 'EF(AODF)', shortened(body));
    },
  },
  {
    code: 'file-certificate-undecodable',
    at: 'odf',
    parts: PARTS,
    make: (draft) =>
      withFile(
        withDirectory(draft, 'trustedCertificates', EF_CDF, 'EF(CDF)', tlv(0x30, certificate)),
        EF_CERTIFICATE,
        'EF(Certificate)',
        hex('3082012030820100A003020102'),
      ),
  },
  {
    code: 'dodf-lwm2m-undecodable',
    at: 'content',
    parts: PARTS,
    make: (draft) => {
      const lwm2m = { ...DM_OBJECT, label: 'LwM2M', oid: OIDS.lwm2mBootstrap, path: { path: hex(EF_LWM2M) } };
      const data = concat(encodeDataObject(DM_OBJECT), encodeDodf([lwm2m]));
      const listed = { ...draft, dodf: draft.dodf && { ...draft.dodf, data, size: 2 * data.length } };
      // One object of 64 bytes is announced, and four stand there.
      return withFile(listed, EF_LWM2M, 'EF(LwM2M_Bootstrap)', hex('0001004000000000C8000000'));
    },
  },
];

/** One byte taken out of the innermost element: every SEQUENCE around it is a byte shorter. */
function shortened(record: Uint8Array): Uint8Array {
  const out = record.slice();
  const shorten = (at: number) => out.set([(out[at] ?? 0) - 1], at);
  const attributes = out.findIndex((byte, i) => byte === 0xa1 && out[i + 2] === 0x30);
  for (const at of [1, attributes + 1, attributes + 3]) shorten(at);
  return out;
}
