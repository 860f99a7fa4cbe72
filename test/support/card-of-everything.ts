import { concat, hex, toHex, utf8 } from '../../core/base/bytes.ts';
import { cardOf, DM_OBJECT, healthyDraft, ownRecords } from '../../core/bootstrap/card-draft.ts';
import { cardName } from '../../core/bootstrap/fault-cards.ts';
import { messageFromXml } from '../../core/bootstrap/message-xml.ts';
import { encodeDodf } from '../../core/pkcs15/dodf.ts';
import { encodeDirRecord, PKCS15_AID } from '../../core/pkcs15/ef-dir.ts';
import { encodeOdf } from '../../core/pkcs15/odf.ts';
import { OIDS } from '../../core/pkcs15/oids.ts';
import { tlv } from '../../core/tlv/ber-tlv.ts';

/** TLV of LwM2M (7.4.3): a resource with a length of one byte. */
const resource = (id: number, value: Uint8Array) => concat(Uint8Array.of(0xc8, id, value.length), value);

/** A card with an object of every kind, and a secret in each place where there can be one. */
export function cardOfEverything(kind: { platform: 'sim' | 'uicc'; modes: '2g' | 'both' }, folder: string) {
  const secrets = new Map<string, Uint8Array>();
  const text = (label: string, value: string) => {
    secrets.set(label, utf8(value));
    return value;
  };
  const key = (label: string, seed: number, length = 16) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (seed * 53 + i * 29 + (i >> 2) * 7) & 0xff);
    secrets.set(label, bytes);
    return bytes;
  };
  const parm = (name: string, value: string) => `<parm name="${name}" value="${value}"/>`;
  const cp = messageFromXml(
    `<wap-provisioningdoc version="1.1"><characteristic type="NAPDEF">${parm('NAPID', 'N')}${parm('NAME', 'N')}${parm('BEARER', 'GSM-GPRS')}${parm('NAP-ADDRESS', 'apn')}` +
      `<characteristic type="NAPAUTHINFO">${parm('AUTHTYPE', 'PAP')}${parm('AUTHSECRET', text('AUTHSECRET', 'Gwalchmai+4/71'))}</characteristic></characteristic>` +
      `<characteristic type="PXLOGICAL">${parm('PROXY-ID', 'P')}${parm('PROXY-PW', text('PROXY-PW', 'Bedwyr-90210'))}${parm('NAME', 'P')}` +
      `<characteristic type="PXAUTHINFO">${parm('PXAUTH-TYPE', 'HTTP-BASIC')}${parm('PXAUTH-PW', text('PXAUTH-PW', '83920175'))}</characteristic>` +
      `<characteristic type="PXPHYSICAL">${parm('PHYSICAL-PROXY-ID', '1')}${parm('PXADDR', '192.0.2.7')}${parm('TO-NAPID', 'N')}</characteristic></characteristic>` +
      `<characteristic type="APPLICATION">${parm('APPID', 'w7')}${parm('PROVIDER-ID', 'cp')}` +
      `<characteristic type="APPAUTH">${parm('AAUTHLEVEL', 'CLIENT')}${parm('AAUTHSECRET', text('AAUTHSECRET', 'Peredur!5512'))}${parm('AAUTHDATA', text('AAUTHDATA', 'Owain_88431'))}</characteristic>` +
      `<characteristic type="VENDOR">${parm('X-PASSWORD', text('a vendor’s password', 'Cei~66017'))}</characteristic></characteristic></wap-provisioningdoc>`,
  );
  if (!cp.ok) throw new Error(cp.error.code);
  const psk = concat(resource(3, utf8('identity')), resource(5, key('LwM2M secret key', 9)));
  const instance = concat(Uint8Array.of(0x08, 0x00, psk.length), psk);
  const length = instance.length;
  const lwm2m = concat(Uint8Array.of(0, 1, 0, length + 5, 0, 0, 0, 0, length), instance);
  const record = (...type: Uint8Array[]) =>
    tlv(
      0x30,
      tlv(0x30, tlv(0x0c, utf8('Key'))),
      tlv(0x30, tlv(0x04, hex('45')), tlv(0x03, hex('0640'))),
      tlv(0xa1, tlv(0x30, ...type)),
    );
  const directKey = record(tlv(0xa0, tlv(0x04, key('a key in its directory', 13))));
  const keyFile = record(tlv(0x30, tlv(0x04, hex('4505'))));
  const object = (label: string, oid: string, fid: string) => ({ ...DM_OBJECT, label, oid, path: { path: hex(fid) } });
  const name = cardName(kind, 'Everything', 6000);
  const base = healthyDraft(name);
  const open = { read: 'always', update: 'adm1' } as const;
  const files: [fid: string, name: string, data: Uint8Array][] = [
    ['6422', 'EF(CP)', cp.value],
    ['6432', 'EF(LwM2M_Bootstrap)', lwm2m],
    ['4404', 'EF(SKD)', concat(directKey, keyFile)],
    ['4505', 'EF(Key)', key('the file of a key', 17)],
    ['4506', 'EF(Other)', key('a file of the application that nothing names', 21, 24)],
    ['6423', 'EF(Old)', concat(hex('FF'), utf8(text('a secret in no message', 'Taliesin#30977')))],
  ];
  const list = encodeDodf([
    DM_OBJECT,
    object('CP', OIDS.provBootstrap, '6422'),
    object('LwM2M', OIDS.lwm2mBootstrap, '6432'),
  ]);
  const image = cardOf({
    ...base,
    folder: { fid: folder },
    dir: {
      records: [
        ...ownRecords(name),
        encodeDirRecord({ aid: PKCS15_AID, label: 'PKCS15', fids: [Number.parseInt(folder, 16)] }),
      ],
    },
    odf: base.odf && {
      ...base.odf,
      data: encodeOdf([
        { kind: 'dataObjects', path: hex('6420') },
        { kind: 'secretKeys', path: hex('4404') },
      ]),
    },
    dodf: base.dodf && { ...base.dodf, data: list, size: 256 },
    content: base.content && { ...base.content, ...open },
    xml: base.xml
      .replace('Kestrel-4711', text('secret of the client', 'Myrddin=19/2+3'))
      .replace('Aurora-0815', text('secret of the server', 'Arthur 70.451')),
    others: [...base.others, ...files.map(([fid, called, data]) => ({ fid, name: called, data, ...open }))],
  });
  const credentials = image.credentials.map((item, i) => ({
    ...item,
    value: toHex(utf8(text(`${item.ref} ${i}`, String(69_315_847 + i * 1_013_507)))),
    enabled: false,
    unblock: { value: toHex(utf8(text(`unblock ${i}`, String(91_726_354 + i * 2_017_109)))), tries: 9, maxTries: 10 },
  }));
  return { image: { ...image, credentials }, secrets };
}
