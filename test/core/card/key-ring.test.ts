import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { Secret } from '../../../core/base/secret.ts';
import { diversifyMethod } from '../../../core/card/diversify-methods.ts';
import { type KeyRing, keysOfCard, type MasterKey, NO_RING, wipeRing } from '../../../core/card/key-ring.ts';
import { addCards, addIssuer, addMaster, removeKeys } from '../../../core/card/key-ring-edit.ts';
import { tripleDes } from '../../../electron/storage/triple-des.ts';

const ICCID = '89001010000000000018';
const key = (byte: string) => new Secret(hex(byte.repeat(8)));
const row = (ref: string, byte: string) => new Map([[ref, key(byte)]]);

function master(name: string, prefix: string, ref: string, method = 'aes-cmac-bcd-8'): MasterKey {
  const known = diversifyMethod(method);
  if (known === undefined) throw new Error(method);
  return { name, prefix, ref, method: known, value: new Secret(hex('2B7E151628AED2A6ABF7158809CF4F3C')) };
}

function made(...steps: ((ring: KeyRing) => ReturnType<typeof addCards>)[]): KeyRing {
  let ring = NO_RING;
  for (const step of steps) {
    const next = step(ring);
    if (!next.ok) throw new Error(JSON.stringify(next.error));
    ring = next.value;
  }
  return ring;
}

const found = (ring: KeyRing, iccid = ICCID) =>
  Object.fromEntries(
    [...keysOfCard(ring, iccid, tripleDes)].map(([ref, { value, origin }]) => [
      ref,
      [value.reveal(toHex), origin.kind, 'prefix' in origin ? origin.prefix : null],
    ]),
  );

describe('the keys of a card', () => {
  const ring = made(
    (before) => addCards(before, new Map([[ICCID, row('adm1', '11')]]), false),
    (before) => addIssuer(before, '8900', row('adm1', '22'), false),
    (before) => addIssuer(before, '8900', row('adm2', '23'), false),
    (before) => addIssuer(before, '890010', row('adm2', '24'), false),
    (before) => addMaster(before, master('wide', '8900', 'adm2'), false),
    (before) => addMaster(before, master('all', '8900', 'adm3'), false),
    (before) => addMaster(before, master('near', '89001010', 'adm3', 'aes-cmac-swapped-8'), false),
  );

  it('are its own, then those of the nearest issuer, then made by the nearest master key', () => {
    const keys = found(ring);
    expect(keys.adm1).toEqual(['11'.repeat(8), 'card', null]);
    expect(keys.adm2).toEqual(['24'.repeat(8), 'issuer', '890010']);
    expect(keys.adm3?.slice(1)).toEqual(['master', '89001010']);
    expect(Object.keys(keys)).toHaveLength(3);
  });

  it('of another card are others', () => {
    const keys = found(ring, '89009999999999999999');
    expect(keys.adm1).toEqual(['22'.repeat(8), 'issuer', '8900']);
    expect(keys.adm2).toEqual(['23'.repeat(8), 'issuer', '8900']);
    expect(keys.adm3?.slice(1)).toEqual(['master', '8900']);
    expect(found(ring, '89110000000000000000')).toEqual({});
  });
});

describe('editing a ring', () => {
  const one = made((before) => addCards(before, new Map([[ICCID, row('adm1', '11')]]), false));

  it('refuses another value for the same key, and takes the same one again', () => {
    const other = new Map([[ICCID, row('adm1', '12')]]);
    expect(addCards(one, other, false)).toMatchObject({ ok: false, error: { code: 'keys-entry' } });
    expect(addCards(one, new Map([[ICCID, row('adm1', '11')]]), false)).toMatchObject({ ok: true });
    const replaced = addCards(one, other, true);
    expect(replaced.ok && found(replaced.value).adm1?.[0]).toBe('12'.repeat(8));
    expect(found(one).adm1?.[0]).toBe('11'.repeat(8));
  });

  it('keeps the other keys of a card', () => {
    const two = addCards(one, new Map([[ICCID, row('pin1', '31')]]), false);
    expect(two.ok && Object.keys(found(two.value)).toSorted()).toEqual(['adm1', 'pin1']);
  });

  it.each(['', '890', '8900A', '89001010000000000018'])('takes %o for no prefix', (prefix) => {
    expect(addIssuer(NO_RING, prefix, row('adm1', '11'), false).ok).toBe(false);
    expect(addMaster(NO_RING, master('m', prefix, 'adm1'), false).ok).toBe(false);
  });

  it('makes a PIN and a PUK of digits alone', () => {
    for (const ref of ['pin1', '11', 'puk1', 'puk11'])
      expect(addMaster(NO_RING, master('m', '8900', ref), false).ok, ref).toBe(false);
    expect(addMaster(NO_RING, master('m', '8900', 'pin1', 'aes-cmac-bcd-digits'), false).ok).toBe(true);
  });

  it('has one master key for one key of the same cards', () => {
    const ring = made((before) => addMaster(before, master('m', '8900', 'adm1'), false));
    expect(addMaster(ring, master('n', '8900', 'adm1'), true).ok).toBe(false);
    expect(addMaster(ring, master('m', '8900', 'adm2'), false).ok).toBe(false);
    expect(addMaster(ring, master('m', '8900', 'adm2'), true)).toMatchObject({ value: { masters: [{ ref: 'adm2' }] } });
  });

  it('takes out an entry or one key of it, and tells where there is none', () => {
    expect(removeKeys(one, { kind: 'card', iccid: ICCID }, 'adm2')).toBeUndefined();
    expect(removeKeys(one, { kind: 'card', iccid: '89' }, undefined)).toBeUndefined();
    expect(removeKeys(one, { kind: 'issuer', prefix: '8900' }, undefined)).toBeUndefined();
    expect(removeKeys(one, { kind: 'master', name: 'm' }, undefined)).toBeUndefined();
    expect(removeKeys(one, { kind: 'card', iccid: ICCID }, 'adm1')?.cards.size).toBe(0);
    const ring = made((before) => addMaster(before, master('m', '8900', 'adm1'), false));
    expect(removeKeys(ring, { kind: 'master', name: 'm' }, undefined)?.masters).toEqual([]);
  });

  it('is wiped to nothing', () => {
    const ring = made(
      (before) => addCards(before, new Map([[ICCID, row('adm1', '11')]]), false),
      (before) => addIssuer(before, '8900', row('adm2', '22'), false),
      (before) => addMaster(before, master('m', '8900', 'adm3'), false),
    );
    wipeRing(ring);
    const values = [
      ...[...ring.cards.values(), ...ring.issuers.values()].flatMap((keys) => [...keys.values()]),
      ...ring.masters.map(({ value }) => value),
    ];
    expect(values.map(({ length }) => length)).toEqual([0, 0, 0]);
  });
});
