import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { encodeFlags } from '../../../core/pkcs15/common-object-write.ts';
import { type DataObjectSpec, encodeDodf, readDodf } from '../../../core/pkcs15/dodf.ts';
import {
  encodeDirRecord,
  matchPkcs15Aid,
  PKCS15_AID,
  readDirRecord,
  readTransparentDir,
} from '../../../core/pkcs15/ef-dir.ts';
import { encodeOdf, readOdf } from '../../../core/pkcs15/odf.ts';
import { OIDS, oidFromBytes, oidToBytes } from '../../../core/pkcs15/oids.ts';
import { pathName, resolvePath } from '../../../core/pkcs15/path.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';

const VECTORS = vectorsOf('pkcs15.json');
const bytesOf = (name: string) => vectorIn(VECTORS, name).bytes;
const path = (text: string) => hex(text);

const DODF_VECTORS: readonly (readonly [string, readonly DataObjectSpec[]])[] = [
  [
    'dodf-opaque-public',
    [{ form: 'opaque', label: 'DM Bootstrap', oid: OIDS.dmBootstrap, path: { path: path('6421') } }],
  ],
  [
    'dodf-opaque-private',
    [
      {
        form: 'opaque',
        label: 'DM Bootstrap',
        flags: { private: true, modifiable: false },
        oid: OIDS.dmBootstrap,
        path: { path: path('6421') },
      },
    ],
  ],
  [
    'dodf-opaque-private-modifiable-abs',
    [
      {
        form: 'opaque',
        label: 'DM Bootstrap',
        flags: { private: true, modifiable: true },
        applicationName: 'OMA DM',
        oid: OIDS.dmBootstrap,
        path: { path: path('3F007F506421'), index: 0, length: 512 },
      },
    ],
  ],
  [
    'dodf-oidDO-variant',
    [{ form: 'oid', applicationName: 'OMA DM Bootstrap', oid: OIDS.dmBootstrap, path: { path: path('6421') } }],
  ],
  [
    'lwm2m-dodf-correct-oid',
    [{ form: 'oid', applicationName: 'LwM2M Bootstrap', oid: OIDS.lwm2mBootstrap, path: { path: path('6432') } }],
  ],
  [
    'provsc-dodf-bootstrap',
    [
      {
        form: 'opaque',
        label: 'Bootstrap',
        flags: { private: true, modifiable: false },
        authId: hex('01'),
        oid: OIDS.provBootstrap,
        path: { path: path('4431') },
      },
    ],
  ],
  [
    'opensc-dodf',
    [
      {
        form: 'opaque',
        label: 'DM Bootstrap',
        flags: { private: false, modifiable: true },
        applicationName: 'OMA DM',
        oid: OIDS.dmBootstrap,
        path: { path: path('3F0050153200') },
      },
      {
        form: 'opaque',
        label: 'CP Bootstrap',
        flags: { private: true, modifiable: true },
        authId: hex('01'),
        applicationName: 'OMA CP',
        oid: OIDS.wimPath,
        path: { path: path('3F0050153500') },
      },
    ],
  ],
];

describe('EF(DODF)', () => {
  it.each(DODF_VECTORS)('%s, both ways', (name, specs) => {
    const bytes = bytesOf(name);
    expect(toHex(encodeDodf(specs))).toBe(toHex(bytes));
    const { objects, unknown, list } = readDodf(bytes);
    expect(unknown).toEqual([]);
    expect(list.faults).toEqual([]);
    expect(objects).toMatchObject(
      specs.map((spec) => ({
        form: spec.form,
        label: spec.label ?? null,
        applicationName: spec.applicationName ?? null,
        oid: spec.oid,
        flags: spec.flags ?? { private: false, modifiable: false },
        value: { kind: 'path', path: { path: spec.path.path } },
      })),
    );
  });

  const WRITABLE = VECTORS.filter(({ kind, name }) => kind === 'pkcs15-dodf' && !name.includes('buggy'));

  it.each(WRITABLE)('$name: what was read, written again, is the same', ({ bytes }) => {
    const { objects, unknown, list } = readDodf(bytes);
    expect([unknown, list.faults]).toEqual([[], []]);
    const specs = objects.map(
      ({ form, label, flags, flagsNode, authId, applicationName, oid, value }): DataObjectSpec => {
        if (oid === null || value.kind !== 'path') throw new Error('not an object with a path');
        const { path, index, length } = value.path;
        return {
          form,
          oid,
          path: { path, ...(index !== undefined && { index }), ...(length !== undefined && { length }) },
          ...(label !== null && { label }),
          ...(flagsNode && { flags }),
          ...(authId && { authId }),
          ...(applicationName !== null && { applicationName }),
        };
      },
    );
    expect(toHex(encodeDodf(specs, bytes.length))).toBe(toHex(bytes));
  });

  it('tells a doubly wrapped OID, still finds what it names, and never writes it', () => {
    const [read] = readDodf(bytesOf('lwm2m-dodf-nrf-buggy-oid')).objects;
    const again = encodeDodf([
      { form: 'oid', applicationName: 'LwM2M Bootstrap', oid: read?.oid ?? '', path: { path: hex('6432') } },
    ]);
    expect(toHex(again)).toBe(toHex(bytesOf('lwm2m-dodf-correct-oid')));
    expect(readDodf(bytesOf('lwm2m-dodf-nrf-buggy-oid')).objects[0]).toMatchObject({
      oid: OIDS.lwm2mBootstrap,
      oidDoubleWrapped: true,
    });
  });

  it('an uninitialised file has no records and is no error', () => {
    expect(readDodf(bytesOf('dodf-uninitialised'))).toMatchObject({
      objects: [],
      unknown: [],
      list: { faults: [], padding: { offset: 0, length: 32 } },
    });
  });

  it.each([
    ['url', '3025300E0C0C444D20426F6F74737472617030060604672B0701A10B1309687474703A2F2F782F', 'url'],
    ['implicit type attributes', '301E300E0C0C444D20426F6F74737472617030060604672B0701A10404026421', 'implicit'],
    ['direct value', '301F300E0C0C444D20426F6F74737472617030060604672B0701A105A003020107', 'direct'],
  ])('keeps a record with %s and says so', (_name, text, value) => {
    expect(readDodf(hex(text)).objects[0]?.value.kind).toBe(value);
  });

  it('every object it can write reads back', () => {
    const object = fc.record({
      form: fc.constantFrom('opaque' as const, 'oid' as const),
      label: fc.string({ maxLength: 40 }),
      flags: fc.record({ private: fc.boolean(), modifiable: fc.boolean() }),
      oid: fc.constantFrom(...Object.values(OIDS)),
      path: fc.record({
        path: fc.uint8Array({ minLength: 2, maxLength: 8 }),
        index: fc.nat(65535),
        length: fc.nat(65535),
      }),
    });
    fc.assert(
      fc.property(fc.array(object, { maxLength: 4 }), fc.nat(20), (specs, padding) => {
        const body = encodeDodf(specs);
        const read = readDodf(encodeDodf(specs, body.length + padding));
        expect(
          read.objects
            .map(
              ({ label, oid, flags, value }) =>
                [value.kind === 'path' ? value.path : undefined, label, oid, flags] as const,
            )
            .map(([at, label, oid, flags]) => ({
              label,
              oid,
              flags,
              index: at?.index,
              length: at?.length,
              path: toHex(at?.path ?? new Uint8Array()),
            })),
        ).toEqual(
          specs.map((spec) => ({
            label: spec.label,
            oid: spec.oid,
            flags: spec.flags,
            index: spec.path.index,
            length: spec.path.length,
            path: toHex(spec.path.path),
          })),
        );
      }),
    );
  });

  it('never throws, whatever the card holds', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 80 }),
        (bytes) => readDodf(bytes) !== undefined && readOdf(bytes) !== undefined && readDirRecord(bytes) !== undefined,
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...VECTORS), fc.nat(), fc.nat(255), (vector, at, byte) => {
        const bytes = vector.bytes.slice();
        bytes[at % bytes.length] = byte;
        return readDodf(bytes) !== undefined && readOdf(bytes) !== undefined && readTransparentDir(bytes) !== undefined;
      }),
    );
  });
});

describe('EF(ODF)', () => {
  it.each([
    ['odf-dodf-relative', [{ kind: 'dataObjects', path: path('6420') }]],
    ['odf-dodf-absolute', [{ kind: 'dataObjects', path: path('3F007F506420') }]],
    ['odf-dodf-index-length', [{ kind: 'dataObjects', path: path('6420'), index: 0, length: 64 }]],
    [
      'provsc-odf',
      [
        { kind: 'dataObjects', path: path('4405') },
        { kind: 'trustedCertificates', path: path('4406') },
      ],
    ],
    [
      'opensc-odf',
      [
        { kind: 'authObjects', path: path('3F0050154401') },
        { kind: 'dataObjects', path: path('3F0050154405') },
      ],
    ],
  ] as const)('%s, both ways', (name, entries) => {
    expect(toHex(encodeOdf(entries))).toBe(toHex(bytesOf(name)));
    expect(
      readOdf(bytesOf(name)).entries.map((entry) => ({
        kind: entry.kind,
        path: toHex(entry.path?.path ?? new Uint8Array()),
      })),
    ).toEqual(entries.map((entry) => ({ kind: entry.kind, path: toHex(entry.path) })));
  });

  it('keeps padding apart and sees records hidden behind it', () => {
    expect(readOdf(bytesOf('odf-multi-ff-padded')).list.padding).toEqual({ offset: 24, length: 6 });
    expect(readOdf(hex('FFFFA706300404026420')).list).toMatchObject({ records: [], hidden: 2 });
  });
});

describe('EF(DIR)', () => {
  it('reads and writes the PKCS#15 template', () => {
    const record = bytesOf('efdir-pkcs15-padded');
    expect(readDirRecord(record)).toMatchObject({
      kind: 'template',
      label: 'PKCS15',
      fids: [0x7f50],
      span: { offset: 0, length: 30 },
      padding: { offset: 30, length: 18 },
    });
    expect(toHex(encodeDirRecord({ aid: PKCS15_AID, label: 'PKCS15', fids: [0x7f50] }, 48))).toBe(toHex(record));
    expect(toHex(encodeDirRecord({ aid: PKCS15_AID, label: 'PROVISIONING', fids: [0x7f80] }))).toBe(
      toHex(bytesOf('provsc-efdir')),
    );
  });

  it('takes the ODF path from the discretionary template', () => {
    const record = readDirRecord(bytesOf('efdir-pkcs15-ddo'));
    expect(record.kind === 'template' && toHex(record.odfPath?.path ?? new Uint8Array())).toBe('5031');
  });

  it('reads a transparent file with another program’s layout', () => {
    const [first] = readTransparentDir(bytesOf('opensc-dir'));
    expect(first).toMatchObject({ kind: 'template', label: 'OMATEST', fids: [0x5015] });
  });

  it.each([
    ['FFFFFF', 'empty'],
    ['000000', 'empty'],
    ['62024F00', 'malformed'],
    ['61204F0C', 'malformed'],
  ])('%s is %s', (text, kind) => {
    expect(readDirRecord(hex(text)).kind).toBe(kind);
  });

  it('tells an AID that goes on after PKCS-15', () => {
    expect(matchPkcs15Aid(PKCS15_AID)).toBe('exact');
    expect(matchPkcs15Aid(hex('A000000063504B43532D31350101'))).toBe('longer');
    expect(matchPkcs15Aid(hex('A000000063504B43532D3131'))).toBe('none');
  });
});

describe('OIDs and flags', () => {
  it('has the DER of the registered OIDs', () => {
    expect(toHex(oidToBytes(OIDS.dmBootstrap))).toBe('672B0701');
    expect(toHex(oidToBytes(OIDS.lwm2mBootstrap))).toBe('672B0901');
    expect(oidFromBytes(hex('80'))).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(2), fc.nat(39), fc.array(fc.nat(1_000_000), { maxLength: 6 }), (root, second, rest) => {
        const oid = [root, second, ...rest].join('.');
        expect(oidFromBytes(oidToBytes(oid))).toBe(oid);
      }),
    );
  });

  it.each([
    [{ private: true, modifiable: false }, 'flags-private'],
    [{ private: false, modifiable: true }, 'flags-modifiable'],
    [{ private: true, modifiable: true }, 'flags-both'],
  ])('%o', (flags, name) => {
    expect(toHex(encodeFlags(flags))).toBe(toHex(bytesOf(name)));
  });
});

describe('paths (PKCS#15 6.1.5, WAP-186 B1)', () => {
  it.each([
    ['6421', [0x7f50], '3F007F506421'],
    ['6421', [], '7FFF6421'],
    ['3F007F506421', [0x7f50], '3F007F506421'],
    ['3F007F106F3A', [0x7f50], '3F007F106F3A'],
    ['3FFF6421', [0x7f50], '3F007F506421'],
    ['7FFF6421', [0x7f50], '3F007F506421'],
    ['7F506421', [0x7f50], '3F007F506421'],
    ['50005001', [0x7f50], '3F007F5050005001'],
  ])('%s below %o is %s', (text, application, name) => {
    const resolved = resolvePath(hex(text), application);
    expect(resolved && pathName(resolved, application)).toBe(name);
  });

  it.each(['', '64', '642100'])('%o is no path', (text) => {
    expect(resolvePath(hex(text), [0x7f50])).toBeUndefined();
  });

  it('an absolute path through the application is reachable by AID', () => {
    expect(resolvePath(hex('3F007F506421'), [0x7f50])).toEqual({ from: 'application', fids: [0x6421] });
    expect(resolvePath(hex('3F007F10'), [0x7f50])).toEqual({ from: 'mf', fids: [0x7f10] });
  });
});
