import { describe, expect, it } from 'vitest';
import { concat, equalBytes, hex, padEnd, utf8 } from '../../../core/base/bytes.ts';
import type { StructureNode } from '../../../core/base/structure.ts';
import { certificateWords } from '../../../core/bootstrap/certificate-words.ts';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { explainFile } from '../../../core/bootstrap/explain-file.ts';
import { objectContent } from '../../../core/bootstrap/object-content.ts';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import { encodePinObject, type PinObjectSpec } from '../../../core/pkcs15/aodf.ts';
import { type DataObjectSpec, encodeDataObject, encodeDodf } from '../../../core/pkcs15/dodf.ts';
import { encodeDirRecord, PKCS15_AID } from '../../../core/pkcs15/ef-dir.ts';
import { encodeOdf, type OdfEntrySpec } from '../../../core/pkcs15/odf.ts';
import { OIDS } from '../../../core/pkcs15/oids.ts';
import { encodeTokenInfo } from '../../../core/pkcs15/token-info.ts';
import { encodeUnusedSpace } from '../../../core/pkcs15/unused-space.ts';
import { bodyWithMessage, makePlan } from '../../../core/plan/make-plan.ts';
import { tlv } from '../../../core/tlv/ber-tlv.ts';
import type { Pkcs15FileOptions } from '../../../core/virtual-card/telecom-image.ts';
import { type CardParts, cardWith, DM_OBJECT, openscCard } from '../../support/bootstrap-card.ts';
import { readImage } from '../../support/read-image.ts';
import { allStructure, expectTiling } from '../../support/tiling.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

const MESSAGE = defaultMessage();
const CP = vectorIn(vectorsOf('cp.json'), 'cp-w7-minimal').bytes;
const LWM2M = vectorIn(vectorsOf('lwm2m.json'), 'lwm2m-bootstrap-anjay').bytes;
const CERTIFICATE = vectorIn(vectorsOf('certificates.json'), 'x509-ec').bytes;

const MODES = [
  { platform: 'uicc', mode: '3g' },
  { platform: 'uicc', mode: '2g' },
  { platform: 'sim', mode: '2g' },
] as const;

const file = (fid: string, data: Uint8Array, rest: Partial<Pkcs15FileOptions> = {}): Pkcs15FileOptions => ({
  fid,
  name: `EF(${fid})`,
  data,
  read: 'always',
  update: 'adm1',
  ...rest,
});
const odf = (...entries: OdfEntrySpec[]) => encodeOdf(entries, 96);
const dodfAt = (path = '6420'): OdfEntrySpec => ({ kind: 'dataObjects', path: hex(path) });
const object = (oid: string, path: string, label = 'x'): DataObjectSpec => ({
  form: 'opaque',
  label,
  oid,
  path: { path: hex(path) },
});
const PIN: PinObjectSpec = {
  label: 'Global PIN',
  ownAuthId: hex('07'),
  pinFlags: ['local', 'initialized'],
  type: 'ascii-numeric',
  minLength: 4,
  storedLength: 8,
  reference: 1,
  padChar: 0xff,
};

/** Previews by path, with the tokens checked to tile the file. */
function explained(result: ReadResult, path: string): ReadonlyMap<string, string | undefined> {
  const found = result.files.find((item) => item.path === path);
  if (found === undefined) throw new Error(`${path} was not read`);
  const { tree, tokens } = explainFile(found, result.objects, certificateWords);
  expectTiling(tokens, 0, found.bytes.length);
  return new Map(allStructure(tree).map((node: StructureNode) => [node.path.slice(path.length + 1), node.preview]));
}

describe('the layout of another program (OpenSC), explained whole', () => {
  it.each(MODES)('$platform in $mode mode', async ({ platform, mode }) => {
    const { result, codes } = await readImage(openscCard(platform), { mode, depth: 'inspect' });
    expect(codes).toEqual(['dir-not-records']);
    const roles = new Map(result.files.map((item) => [item.path, item.role]));
    expect(roles.get('3F0050155032')).toBe('tokenInfo');
    expect(roles.get('3F0050154401')).toBe('aodf');
    const info = explained(result, '3F0050155032');
    expect(info.get('TokenInfo/label')).toBe('OMATEST');
    expect(info.get('TokenInfo/manufacturerID')).toBe('unknown');
    expect(info.get('TokenInfo/tokenflags')).toBe('eidCompliant');
    expect(info.get('TokenInfo/lastUpdate/generalizedTime')).toBe('20261120113606Z');
    const pin = explained(result, '3F0050154401');
    expect(pin.get('pin')).toBe('PIN');
    expect(pin.get('pin/typeAttributes/PinAttributes/pinReference')).toBe('01');
    expect(pin.get('pin/typeAttributes/PinAttributes/pinFlags')).toBe('local, initialized, needs-padding');
    expect(pin.get('pin/typeAttributes/PinAttributes/Path/path')).toBe('3F00/5015');
    const dodf = explained(result, '3F0050154405');
    expect([dodf.get('opaqueDO'), dodf.get('opaqueDO[2]')]).toEqual(['DM Bootstrap', 'CP Bootstrap']);
    expect(dodf.get('opaqueDO[2]/commonObjectAttributes/flags')).toBe('private, modifiable');
    expect(result.objects.map((item) => [item.authId, item.pin])).toEqual([
      [undefined, undefined],
      ['01', { label: 'PIN', reference: 1, type: 'ascii-numeric', minLength: 4, storedLength: 16, padChar: 0 }],
    ]);
    // Nothing of a file stays unexplained but its padding.
    for (const item of result.files.filter(({ path }) => path !== '3F0050153500')) {
      const { tokens } = explainFile(item, result.objects);
      expect([item.path, tokens.filter(({ meaning }) => meaning === 'not decoded')]).toEqual([item.path, []]);
    }
  });
});

describe.each(MODES)('objects by their OID, $platform in $mode mode', ({ platform, mode }) => {
  const read = (parts: CardParts, depth: 'device' | 'inspect' = 'device') =>
    readImage(cardWith({ platform, ...parts }), { mode, depth });

  it('a card of Client Provisioning only: its first object is the message', async () => {
    const dodf = [
      object(OIDS.wimPath, '6425'),
      object(OIDS.provConfig1, '6422', 'Config 1'),
      object(OIDS.provBootstrap, '6423', 'Bootstrap'),
    ];
    const others = [file('6422', padEnd(CP, 150, 0xff)), file('6423', new Uint8Array(150).fill(0xff))];
    const { result, codes, card } = await read({ dodf, others });
    // The document itself has one thing that no text of the standard settles.
    expect(codes).toEqual(['dodf-provisioning-only', 'cp-unverified']);
    expect(result.objects.map((item) => item.oid)).toEqual([OIDS.wimPath, OIDS.provConfig1, OIDS.provBootstrap]);
    expect(result.chosen).toBe(1);
    const chosen = result.objects[1];
    const content = chosen && objectContent(result, chosen);
    expect(content?.message).toMatchObject({ profile: 'cp' });
    expect(content && equalBytes(content.bytes, CP)).toBe(true);
    expect(result.steps.map((step) => [step.id, step.verdict]).slice(2, 7)).toEqual([
      ['odf', 'ok'],
      ['dodf', 'warning'],
      ['content', 'ok'],
      ['wbxml', 'ok'],
      ['syncml', 'notReached'],
    ]);
    expect(result.steps.find((step) => step.id === 'content')?.title).toBe('CP Config1');
    // What a device does not use is left alone.
    expect(card.commands(0xa4).some((command) => command.endsWith('6423'))).toBe(false);
  });

  it('beside a DM object the others are read on inspection, and none takes its place', async () => {
    const dodf = [
      object(OIDS.provBootstrap, '6422', 'Bootstrap'),
      DM_OBJECT,
      object(OIDS.lwm2mBootstrap, '6432', 'LwM2M'),
    ];
    const others = [file('6422', padEnd(CP, 150, 0xff)), file('6432', padEnd(LWM2M, 200, 0xff))];
    const device = await read({ dodf, others });
    expect([device.result.chosen, device.codes]).toEqual([1, ['dodf-other-object-first']]);
    expect(device.result.files.map((item) => item.fid)).toEqual(['2F00', '5031', '6420', '6421']);
    const { result, codes } = await read({ dodf, others }, 'inspect');
    expect(codes).toEqual(['dodf-other-object-first']);
    const contents = result.objects.map((item) => objectContent(result, item));
    expect(contents.map((item) => item?.message?.profile ?? null)).toEqual(['cp', 'dm', null]);
    expect(contents[2]?.lwm2m?.objects.map((item) => item.id)).toEqual([0, 1]);
    expect(contents[2]?.secrets.map((span) => span.length)).toEqual([19]);
    const lwm2m = explained(result, '3F007F506432');
    expect(lwm2m.get('0 Security/instance 1/0 LwM2M Server URI')).toBe('coaps://eu.iot.avsystem.cloud:5684');
    expect(lwm2m.get('1 Server/instance 1/1 Lifetime')).toBe('86400');
  });

  it('an OID wrapped twice is accepted for every object, and told', async () => {
    const wrapped = vectorIn(vectorsOf('pkcs15.json'), 'lwm2m-dodf-nrf-buggy-oid').bytes;
    const dodf = padEnd(concat(encodeDataObject(DM_OBJECT), wrapped), 200, 0xff);
    const { result, codes } = await read({ dodf });
    expect(codes).toEqual(['dodf-foreign-oid-wrapped']);
    expect(result.objects.map((item) => item.oid)).toEqual([OIDS.dmBootstrap, OIDS.lwm2mBootstrap]);
  });

  it.each([
    ['in an OCTET STRING', tlv(0x04, MESSAGE)],
    ['as it is', MESSAGE],
  ])('a message in the DODF itself, %s, is shown, and no device reads it', async (_title, value) => {
    const record = tlv(
      0x30,
      tlv(0x30, tlv(0x0c, utf8('DM Bootstrap'))),
      hex('30060604672B0701'),
      tlv(0xa1, tlv(0xa0, value)),
    );
    const { result, codes } = await read({ dodf: padEnd(record, record.length + 20, 0xff) });
    expect(codes).toEqual(['dodf-direct-value']);
    expect([result.chosen, result.objects[0]?.direct, result.objects[0]?.path]).toEqual([0, true, '3F007F506420']);
    const content = result.objects[0] && objectContent(result, result.objects[0]);
    expect(content && equalBytes(content.bytes, MESSAGE)).toBe(true);
    expect(content?.message?.accounts[0]?.serverId).toBe('nordtel');
    expect(result.steps.find((step) => step.id === 'content')?.verdict).toBe('notReached');
    const nodes = explained(result, '3F007F506420');
    expect(nodes.get('opaqueDO')).toBe('DM Bootstrap');
    expect([...nodes.keys()].some((path) => path.includes('/direct/') && path.endsWith('SyncHdr/Source/LocURI'))).toBe(
      true,
    );
    const link = await openVirtualLink(cardWith({ platform, dodf: record }));
    expect(await makePlan(link.link, result, 0, bodyWithMessage(MESSAGE))).toMatchObject({
      ok: false,
      error: { code: 'plan-no-object' },
    });
  });

  it('an object in EF(ODF) itself is found, before those of a DODF', async () => {
    const inline = encodeDataObject(object(OIDS.dmBootstrap, '6422', 'inline'));
    const { result, codes } = await read({
      odf: odf({ kind: 'dataObjects', objects: [inline] }, dodfAt()),
      others: [file('6422', MESSAGE)],
    });
    expect(codes).toEqual(['odf-inline-objects', 'dodf-duplicate-object']);
    expect(result.objects.map((item) => [item.label, item.dodf])).toEqual([
      ['inline', '3F007F505031'],
      ['DM Bootstrap', '3F007F506420'],
    ]);
    expect([result.chosen, result.steps.at(-1)?.verdict]).toEqual([0, 'ok']);
    expect(explained(result, '3F007F505031').get('dataObjects/objects/opaqueDO/typeAttributes/Path/path')).toBe('6422');
  });

  it.each([
    ['dodf-protected-value', hex('A2020500')],
    ['dodf-path-malformed', hex('30050403642199')],
    ['dodf-url-not-path', hex('A30B1609687474703A2F2F782F')],
  ])('%s', async (code, value) => {
    const record = tlv(0x30, tlv(0x30, tlv(0x0c, utf8('DM'))), hex('30060604672B0701'), tlv(0xa1, value));
    const { result, codes } = await read({ dodf: record });
    expect(codes).toEqual([code]);
    expect([result.objects, result.chosen]).toEqual([[], null]);
    expect(explained(result, '3F007F506420').get('opaqueDO')).toBe('DM');
  });
});

describe('the other directories, on inspection', () => {
  const read = (parts: CardParts, mode: '2g' | '3g' = '3g', depth: 'device' | 'inspect' = 'inspect') =>
    readImage(cardWith(parts), { mode, depth });
  const pinned = { ...DM_OBJECT, authId: hex('07') };
  const aodfAt = (path = '4401'): OdfEntrySpec => ({ kind: 'authObjects', path: hex(path) });

  it('the PIN that an object names, in the directory or in EF(ODF) itself', async () => {
    const expected = { label: 'Global PIN', reference: 1, minLength: 4, storedLength: 8, padChar: 0xff };
    const others = [file('4401', encodePinObject(PIN))];
    const named = await read({ odf: odf(aodfAt(), dodfAt()), dodf: [pinned], others });
    expect(named.codes).toEqual([]);
    expect(named.result.objects[0]).toMatchObject({ authId: '07', pin: expected });
    const inline = odf({ kind: 'authObjects', objects: [encodePinObject(PIN)] }, dodfAt());
    expect((await read({ odf: inline, dodf: [pinned] })).result.objects[0]?.pin).toMatchObject(expected);
  });

  it.each([
    ['no PIN has it', 'dodf-authid-unknown', encodePinObject({ ...PIN, ownAuthId: hex('08') })],
    ['the rule asks for another', 'access-aodf-mismatch', encodePinObject({ ...PIN, reference: 0x81 })],
    [
      'its reference is negative',
      'access-pin-reference-negative',
      tlv(0x30, tlv(0x30), hex('3003040109'), tlv(0xa1, tlv(0x30, hex('03020204 0A0101 020104 020108 800181')))),
    ],
    ['it does not decode', 'odf-directory-undecodable', hex('3005300C')],
  ])('an authId and %s', async (_title, code, body) => {
    const dodf = code === 'access-pin-reference-negative' ? [DM_OBJECT] : [pinned];
    const { codes, result } = await read({ odf: odf(aodfAt(), dodfAt()), dodf, others: [file('4401', body)] });
    expect(codes).toContain(code);
    expect(result.steps.at(-1)?.verdict).toBe('ok');
    expect(result.findings.every((finding) => finding.kind === 'hazard')).toBe(true);
  });

  it('on a SIM an authId without EF(AODF) is no fault: CHV1 is meant', async () => {
    const { codes } = await read({ platform: 'sim', dodf: [pinned] }, '2g');
    expect(codes).toEqual([]);
  });

  it('TokenInfo and unused space, where the DDO of EF(DIR) says', async () => {
    const ddo = { tokenInfoPath: { path: hex('5042') }, unusedPath: { path: hex('5043') } };
    const record = encodeDirRecord({ aid: PKCS15_AID, label: 'PKCS15', fids: [0x7f50], ddo });
    const others = [
      file('5042', encodeTokenInfo({ serialNumber: hex('01'), label: 'elsewhere' })),
      file('5043', encodeUnusedSpace([{ path: { path: hex('6420'), index: 40, length: 88 } }], 40)),
    ];
    const { result, codes } = await read({ efDir: { records: [record] }, others });
    expect(codes).toEqual([]);
    expect(explained(result, '3F007F505042').get('TokenInfo/label')).toBe('elsewhere');
    expect(explained(result, '3F007F505043').get('UnusedSpace/Path/index')).toBe('40');
    expect(explained(result, '3F002F00').get('record 1/discretionary template/tokenInfoPath/path')).toBe('5042');
    const gone = await read({ efDir: { records: [record] } });
    expect(gone.codes).toEqual(['odf-directory-missing', 'odf-directory-missing']);
  });

  it('certificates in files and in the directory, in words', async () => {
    const common = (label: string) => tlv(0x30, tlv(0x0c, utf8(label)), hex('030100'));
    const klass = tlv(0x30, hex('040145'), hex('0101FF'));
    const cdf = concat(
      tlv(0x30, common('root'), klass, tlv(0xa1, tlv(0x30, hex('300404024410')))),
      tlv(0x30, common('here'), klass, tlv(0xa1, tlv(0x30, tlv(0xa0, CERTIFICATE)))),
      tlv(0x30, common('broken'), klass, tlv(0xa1, tlv(0x30, hex('300404024411')))),
    );
    const { result, codes } = await read({
      odf: odf({ kind: 'trustedCertificates', path: hex('4406') }, dodfAt()),
      others: [
        file('4406', cdf, { size: cdf.length + 20 }),
        file('4410', CERTIFICATE, { size: 600 }),
        file('4411', hex('3003020101')),
      ],
    });
    expect(codes).toEqual(['file-certificate-undecodable']);
    const certificate = explained(result, '3F007F504410');
    expect(certificate.get('Certificate')).toBe('C=SE, O=Nordtel, CN=Nordtel Provisioning');
    expect(certificate.get('Certificate/tbsCertificate/validity')).toBe('2026-11-21T11:45:43Z to 2036-11-18T11:45:43Z');
    expect(certificate.get('Certificate/tbsCertificate/subjectPublicKeyInfo')).toBe('EC P-256');
    expect(certificate.get('Certificate/tbsCertificate/extensions/Extensions/extension[4]')).toBe(
      'keyUsage: digitalSignature, keyCertSign',
    );
    const directory = explained(result, '3F007F504406');
    const inside = 'x509Certificate[2]/typeAttributes/X509CertificateAttributes/direct/Certificate/tbsCertificate';
    expect(directory.get(`${inside}/subject`)).toBe('C=SE, O=Nordtel, CN=Nordtel Provisioning');
    expect(directory.get(`${inside}/validity`)).toBe('2026-11-21T11:45:43Z to 2036-11-18T11:45:43Z');
  });

  it('carrier privileges: main file, rules, conditions', async () => {
    const hash = '11'.repeat(20);
    const { result, codes } = await read({
      dodf: [
        DM_OBJECT,
        { form: 'oid', applicationName: 'GP SE Acc Ctl', oid: OIDS.accessControl, path: { path: hex('4200') } },
      ],
      others: [
        file('4200', hex('301004080102030405060708300404024300FFFF')),
        file('4300', hex('3010A0080406FFFFFFFFFFFF300404024310 3008820030040402431 1FFFF'.replaceAll(' ', ''))),
        file('4310', hex(`30160414${hash}FFFF`)),
      ],
    });
    expect(codes).toEqual(['odf-directory-missing']);
    expect(explained(result, '3F007F504200').get('AccessControlMainFile/refreshTag')).toBe('0102030405060708');
    expect(explained(result, '3F007F504300').get('Rule')).toBe('carrier privileges');
    expect(explained(result, '3F007F504310').get('Condition')).toBe(`applications signed with SHA-1 ${hash}`);
  });

  it('keys; what a directory lists and the card does not have', async () => {
    const common = tlv(0x30, tlv(0x0c, utf8('sign')), hex('03020780'));
    const key = tlv(0x30, common, tlv(0x30, hex('040145 03020520')), tlv(0xa1, hex('3006300404024420')));
    const { result, codes } = await read({
      odf: odf(
        { kind: 'privateKeys', path: hex('4402') },
        { kind: 'publicKeys', path: hex('4403') },
        { kind: 'secretKeys', path: hex('4404') },
        dodfAt(),
      ),
      others: [file('4402', key), file('4404', hex('FFFF'))],
    });
    expect(codes).toEqual(['odf-directory-missing']);
    expect(explained(result, '3F007F504402').get('privateRSAKey/classAttributes/usage')).toBe('sign');
    expect(result.files.map((item) => [item.fid, item.role])).toContainEqual(['4404', 'skdf']);
  });

  it('costs a device nothing: not one exchange more than without them', async () => {
    const others = [
      file('4401', encodePinObject(PIN)),
      file('5032', encodeTokenInfo({ serialNumber: hex('01') })),
      file('4406', hex('FFFF')),
    ];
    const rich = { odf: odf(dodfAt(), aodfAt(), { kind: 'certificates', path: hex('4406') }), others };
    const plain = { odf: odf(dodfAt()) };
    for (const mode of ['2g', '3g'] as const) {
      const [with_, without] = [await read(rich, mode, 'device'), await read(plain, mode, 'device')];
      expect(with_.result.exchanges.count).toBe(without.result.exchanges.count);
      expect(with_.result.files.map((item) => item.role)).toEqual(['efDir', 'odf', 'dodf', 'content']);
    }
  });

  it('enciphered directories are told, at each depth those that matter there', async () => {
    const body = concat(hex('A702A200'), hex('A802A200'), odf(dodfAt()));
    expect((await read({ odf: body }, '3g', 'device')).codes).toEqual(['odf-protected']);
    const { result, codes } = await read({ odf: body });
    expect(codes).toEqual(['odf-protected', 'odf-protected']);
    expect(result.steps.at(-1)?.verdict).toBe('ok');
    expect(explained(result, '3F007F505031').has('dataObjects/direct-protected')).toBe(true);
  });

  it.each([
    ['cut short', LWM2M.subarray(0, 60), ['dodf-lwm2m-undecodable']],
    ['blank', new Uint8Array(60).fill(0xff), []],
  ])('an LwM2M file that is %s', async (_title, body, expected) => {
    const dodf = [DM_OBJECT, object(OIDS.lwm2mBootstrap, '6432', 'LwM2M')];
    const { result, codes } = await read({ dodf, others: [file('6432', body)] });
    expect(codes).toEqual(expected);
    const content = result.objects[1] && objectContent(result, result.objects[1]);
    // What cannot be told apart is kept back as a whole.
    const hidden = content?.secrets.reduce((sum, span) => sum + span.length, 0);
    if (expected.length > 0) expect(hidden).toBeGreaterThan(0);
    explained(result, '3F007F506432');
  });

  it('a directory that leads round in circles is read once', async () => {
    const { result } = await read({
      odf: odf(dodfAt(), { kind: 'certificates', path: hex('5031') }, { kind: 'authObjects', path: hex('6420') }),
    });
    expect(new Set(result.files.map((item) => item.path)).size).toBe(result.files.length);
    expect(result.files.find((item) => item.fid === '5031')?.role).toBe('odf');
  });

  it('unreadable without a PIN: left out, no key is tried', async () => {
    const { result, codes, card } = await read({
      pin1Enabled: true,
      odf: odf(aodfAt(), dodfAt()),
      dodf: encodeDodf([DM_OBJECT], 128),
      others: [file('4401', encodePinObject(PIN), { read: 'pin1' })],
    });
    expect(codes).toEqual(['access-pin-not-verified']);
    expect(result.files.map((item) => item.fid)).not.toContain('4401');
    expect(card.commands(0x20).filter((command) => command.length > 8 && !command.endsWith('00'))).toEqual([]);
  });
});
