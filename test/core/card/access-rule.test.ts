import { describe, expect, it } from 'vitest';
import { hex } from '../../../core/base/bytes.ts';
import { type AccessAnswer, compactAccess, expandedAccess, nibbleAccess } from '../../../core/card/access-rule.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';

const ALWAYS: AccessAnswer = { kind: 'always' };
const NEVER: AccessAnswer = { kind: 'never' };
const keys = (...refs: string[]): AccessAnswer => ({ kind: 'keys', refs });

describe('access nibbles of class A0 (TS 51.011 9.3)', () => {
  it.each([
    [0x0, ALWAYS],
    [0x1, keys('pin1')],
    [0x2, keys('pin2')],
    // RFU: nothing is known that would help.
    [0x3, NEVER],
    [0x4, keys('adm1')],
    [0x5, keys('adm2')],
    [0xa, keys('adm7')],
    [0xe, keys('adm10')],
    [0xf, NEVER],
  ])('%i', (nibble, answer) => {
    const seen = nibbleAccess(nibble);
    // ADM levels 4 to 14 are eleven, names of ADM keys ten: the last level is somebody’s ADM in any case.
    expect(seen).toEqual(answer);
  });
});

/** TS 102 221 9.2.4 (AM_DO, SC_DO) and 9.2.5; the vectors are records of real EF(ARR)s. */
const EXPANDED: readonly (readonly [
  title: string,
  clause: string,
  rules: string,
  read: AccessAnswer,
  update: AccessAnswer,
])[] = [
  ['always and never', '9.2.5', '800101 9000 800102 9700', ALWAYS, NEVER],
  ['a PIN and an ADM key', '9.2.5', '800101 A406830101950108 800102 A40683010A950108', keys('pin1'), keys('adm1')],
  ['the local PIN', 'Table 9.3', '800101 A406830181950108', keys('pin2'), NEVER],
  ['a key without a name', 'Table 9.3', '800101 A406830111950108', keys('11'), NEVER],
  ['one rule for both acts', '9.2.4', '800103 A406830101950108', keys('pin1'), keys('pin1')],
  ['OR', '9.2.5', '800101 A010 A406830101950108 A40683010A950108', keys('pin1', 'adm1'), NEVER],
  ['OR with always', '9.2.5', '800101 A00A A406830101950108 9000', ALWAYS, NEVER],
  ['AND of two', '9.2.5', '800101 AF10 A406830101950108 A40683010A950108', NEVER, NEVER],
  ['AND of one', '9.2.5', '800101 AF08 A406830101950108', keys('pin1'), NEVER],
  ['NOT', '9.2.5', '800101 A708 A406830101950108', NEVER, NEVER],
  [
    'two conditions after one mode: each alone does',
    '9.2.4',
    '800101 A406830101950108 A40683010A950108',
    keys('pin1', 'adm1'),
    NEVER,
  ],
  ['an act that no rule names', '9.2.4', '800118 A40683010A950108', NEVER, NEVER],
  ['a rule for an INS says nothing of READ', '9.2.4', '8401D4 9000 800101 9700', NEVER, NEVER],
  ['padding ends the record', '9.2.4', '800101 9000 FFFFFFFFFF', ALWAYS, NEVER],
  ['two modes of one rule do not mix', '9.2.4', '800101 9000 800102 A40683010A950108', ALWAYS, keys('adm1')],
  ['a CRT with two references is no single key', '9.2.5', '800101 A409830101 83010A 950108', NEVER, NEVER],
  ['nothing', '9.2.4', '', NEVER, NEVER],
];

describe('expanded rules (TS 102 221 9.2)', () => {
  it.each(EXPANDED)('%s (%s)', (_title, _clause, rules, read, update) => {
    expect(expandedAccess(hex(rules), 'read')).toEqual(read);
    expect(expandedAccess(hex(rules), 'update')).toEqual(update);
  });

  const vectors = vectorsOf('card-files.json');
  it.each([
    ['arr-record-pysim-1', keys('adm1'), ALWAYS],
    ['arr-record-pysim-2', ALWAYS, NEVER],
  ])('%s', (name, read, update) => {
    const { bytes } = vectorIn(vectors, name);
    expect(expandedAccess(bytes, 'read')).toEqual(read);
    expect(expandedAccess(bytes, 'update')).toEqual(update);
  });
});

/** A condition byte for each bit of the mode byte, b7 first (ISO/IEC 7816-4 5.4.3.1). */
describe('compact rules (ISO/IEC 7816-4 5.4.3.1)', () => {
  it.each([
    ['read alone, always', '01 00', ALWAYS, NEVER],
    ['update before read', '03 FF 00', ALWAYS, NEVER],
    ['read never, update always', '03 00 FF', NEVER, ALWAYS],
    ['conditions of b7 to b3 stand before', '1B FF FF 00 00', ALWAYS, ALWAYS],
    ['a condition that names no key', '03 10 90', NEVER, NEVER],
    ['no mode at all', '00', NEVER, NEVER],
    ['nothing', '', NEVER, NEVER],
    ['cut', '03 00', NEVER, ALWAYS],
  ])('%s', (_title, rules, read, update) => {
    expect(compactAccess(hex(rules), 'read')).toEqual(read);
    expect(compactAccess(hex(rules), 'update')).toEqual(update);
  });
});
