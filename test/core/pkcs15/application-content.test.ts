import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, hex, toHex, utf8 } from '../../../core/base/bytes.ts';
import {
  grantText,
  readAccessConditions,
  readAccessControlMain,
  readAccessRules,
  targetText,
} from '../../../core/pkcs15/access-control.ts';
import { isAsn1Fault } from '../../../core/pkcs15/asn1.ts';
import { lwm2mResource, lwm2mSecrets, lwm2mValueText, readLwm2mBootstrap } from '../../../core/pkcs15/lwm2m.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';

const VECTORS = vectorsOf('lwm2m.json');

describe('EF(LwM2M_Bootstrap), LwM2M G.3.3', () => {
  const resources = (bytes: Uint8Array) =>
    readLwm2mBootstrap(bytes).objects.flatMap((object) =>
      object.elements.flatMap((instance) =>
        instance.children.map((item) => [
          `/${object.id}/${instance.id}/${item.id}`,
          lwm2mValueText(lwm2mResource(object.id, item.id), item.value),
        ]),
      ),
    );

  it('one object, padded', () => {
    const { bytes } = vectorIn(VECTORS, 'lwm2m-bootstrap-nrf');
    expect(readLwm2mBootstrap(bytes)).toMatchObject({ fault: null, header: 4, span: { offset: 0, length: 58 } });
    expect(resources(bytes)).toEqual([
      ['/0/0/0', 'coap://leshan.eclipseprojects.io:5783'],
      ['/0/0/1', '1'],
      ['/0/0/2', '3'],
    ]);
  });

  it('two objects, with the key that is a secret', () => {
    const { bytes } = vectorIn(VECTORS, 'lwm2m-bootstrap-anjay');
    const content = readLwm2mBootstrap(bytes);
    expect(content.fault).toBeNull();
    expect(resources(bytes)).toEqual([
      ['/0/1/0', 'coaps://eu.iot.avsystem.cloud:5684'],
      ['/0/1/1', '0'],
      ['/0/1/2', '0'],
      ['/0/1/3', toHex(utf8('example-psk-identity'))],
      ['/0/1/5', toHex(utf8('3x@mpl3P5K53cr3tK3y'))],
      ['/0/1/10', '1'],
      ['/1/1/0', '1'],
      ['/1/1/1', '86400'],
      ['/1/1/6', '0'],
      ['/1/1/7', 'U'],
    ]);
    const [secret] = lwm2mSecrets(content);
    expect(secret && toHex(bytes.subarray(secret.offset, secret.offset + secret.length))).toBe(
      toHex(utf8('3x@mpl3P5K53cr3tK3y')),
    );
  });

  it('an explicit version, and resources without header', () => {
    const explicit = hex('0001 000C 0001 0101 0006 080003 C10101'.replaceAll(' ', ''));
    expect(readLwm2mBootstrap(explicit)).toMatchObject({ fault: null, objects: [{ id: 1, version: '1.1' }] });
    const bare = concat(hex('C80016'), utf8('boot.iot.example:56830'), hex('FFFF'));
    expect(readLwm2mBootstrap(bare)).toMatchObject({ fault: null, header: 0, span: { length: 25 } });
  });

  it.each([
    ['', 'it is shorter than its header'],
    ['00010036', 'it claims 54 bytes, 0 are there'],
    ['0001000500000000FF', 'an object claims 255 bytes, 0 are left'],
    ['000100070000000002C801', 'an element is cut off'],
  ])('%s: %s', (text, reason) => {
    expect(readLwm2mBootstrap(hex(text)).fault?.reason).toBe(reason);
  });

  it('never throws, and stays within its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(8), (bytes, offset) => {
        const { span, objects } = readLwm2mBootstrap(bytes, offset);
        expect(span.offset + span.length).toBeLessThanOrEqual(Math.max(bytes.length, offset));
        for (const object of objects) expect(object.span.offset + object.span.length).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});

describe('access rule files (GlobalPlatform Secure Element Access Control)', () => {
  it('the main file names the rules', () => {
    const main = readAccessControlMain(hex('3010 0408 0102030405060708 30040402 4300 FFFF'.replaceAll(' ', '')));
    expect(isAsn1Fault(main)).toBe(false);
    expect(main).toMatchObject({ refreshTag: hex('0102030405060708'), rules: { path: hex('4300') } });
    expect(isAsn1Fault(readAccessControlMain(hex('3006040101300102')))).toBe(true);
  });

  it('rules: carrier privileges, one application, the default one, all others', () => {
    const path = '30040402';
    const rules = readAccessRules(
      hex(
        `3010A0080406FFFFFFFFFFFF${path}4310 300FA0070405A000000151${path}4311 30088100${path}4312 30088200${path}4313 FF`,
      ),
    );
    expect(rules.map((rule) => [targetText(rule.target), toHex(rule.conditions?.path ?? new Uint8Array())])).toEqual([
      ['carrier privileges', '4310'],
      ['application A000000151', '4311'],
      ['the default application', '4312'],
      ['every other application', '4313'],
    ]);
  });

  it('conditions: by certificate, with limits, for any', () => {
    const sha1 = '11'.repeat(20);
    const sha256 = '22'.repeat(32);
    const filters = 'A00E A00C A10A 0408 80CA000000FF0000';
    const texts = readAccessConditions(
      hex(`3016 0414 ${sha1} 3032 0420 ${sha256} ${filters} 300B A009 A003800100 A102 8000 3000`),
    ).map(grantText);
    expect(texts).toEqual([
      `applications signed with SHA-1 ${sha1}`,
      `applications signed with SHA-256 ${sha256}; APDUs: 80CA000000FF0000`,
      'any device application; APDUs never; NFC events always',
      'any device application',
    ]);
    expect(readAccessConditions(hex('FFFF'))).toEqual([]);
  });

  it('never throw', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        (bytes) =>
          readAccessControlMain(bytes) !== undefined &&
          readAccessRules(bytes).map((rule) => targetText(rule.target)) !== undefined &&
          readAccessConditions(bytes).map(grantText) !== undefined,
      ),
    );
  });
});
