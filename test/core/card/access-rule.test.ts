import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, hex } from '../../../core/base/bytes.ts';
import type { CardAct } from '../../../core/card/access-acts.ts';
import { type AccessExpression, clausesOf, solveAccess } from '../../../core/card/access-expression.ts';
import { type AccessContext, type ArrRecord, whoMay } from '../../../core/card/access-rule.ts';
import { accessWords } from '../../../core/card/access-words.ts';
import { type FileHeader, readFcp, readSelectResponse2g } from '../../../core/card/file-header.ts';
import { tlv } from '../../../core/tlv/ber-tlv.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';

function value<T>(result: { ok: true; value: T } | { ok: false; error: { code: string } }): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

/** Bytes 9 to 11 of the SELECT response of an EF. */
const gsmEf = (bytes: string) =>
  value(readSelectResponse2g(concat(hex('0000 0010 6F40 04 00'), hex(bytes), hex('01 02 00 00'))));

/** An FCP of an EF (4121) or a DF (7821) with one security attribute. */
const file = (descriptor: '4121' | '7821', attribute: Uint8Array) =>
  value(readFcp(tlv(0x62, hex(`8202${descriptor} 83026F40`), attribute)));

const PIN1 = 'A406 830101 950108';
const PIN2 = 'A406 830181 950108';
const UPIN = 'A406 830111 950108';
const ADM1 = 'A406 83010A 950108';
const ADM2 = 'A406 83010B 950108';
const template = (tag: string, ...parts: readonly string[]) => {
  const body = parts.join('').replaceAll(' ', '');
  return `${tag}${(body.length / 2).toString(16).padStart(2, '0')}${body}`;
};
const or = (...parts: readonly string[]) => template('A0', ...parts);
const and = (...parts: readonly string[]) => template('AF', ...parts);
const not = (...parts: readonly string[]) => template('A7', ...parts);

type Row = readonly [title: string, clause: string, rule: string, act: CardAct, words: string];

/** Class A0: bytes 9 to 11 as the rule. */
const NIBBLES: readonly Row[] = [
  ['read: high nibble of byte 9, ALW', 'TS 51.011 9.2.1, 9.3', '0F FF FF', 'read', 'always'],
  ['update: low nibble of byte 9, NEV', 'TS 51.011 9.2.1, 9.3', '0F FF FF', 'update', 'never'],
  ['CHV1', 'TS 51.011 9.3', '10 00 00', 'read', 'pin1'],
  ['CHV2', 'TS 51.011 9.3', '12 00 00', 'update', 'pin2'],
  ['RFU', 'TS 51.011 9.3', '30 00 00', 'read', 'never'],
  ['the first ADM level', 'TS 51.011 9.3', '04 00 00', 'update', 'adm1'],
  ['the last ADM level', 'TS 51.011 9.3', '0E 00 00', 'update', 'adm10'],
  ['increase: high nibble of byte 10', 'TS 51.011 9.2.1', 'FF 1F FF', 'increase', 'pin1'],
  ['rehabilitate: high nibble of byte 11', 'TS 51.011 9.2.1', 'FF FF 4F', 'rehabilitate', 'adm1'],
  ['invalidate: low nibble of byte 11', 'TS 51.011 9.2.1', 'FF FF F5', 'invalidate', 'adm2'],
  ['activate is called rehabilitate there', 'TS 51.011 8.14, 8.15', 'FF FF 4F', 'activate', 'adm1'],
  ['deleting has no nibble', 'TS 51.011 9.2.1', '00 00 00', 'delete', 'unknown (the card does not tell)'],
];

/** Compact rules of an EF: tag 8C. */
const COMPACT: readonly Row[] = [
  ['read alone, always', 'ISO/IEC 7816-4 5.4.3.1', '01 00', 'read', 'always'],
  ['conditions come from b7 down: update before read', 'ISO/IEC 7816-4 5.4.3.1', '03 FF 00', 'read', 'always'],
  ['and the first of them is that of update', 'ISO/IEC 7816-4 5.4.3.1', '03 FF 00', 'update', 'never'],
  ['five modes, the last is read', 'ISO/IEC 7816-4 5.4.3.1', '5B FF FF FF FF 00', 'read', 'always'],
  ['delete is b7', 'ISO/IEC 7816-4 table 16', '41 00 FF', 'delete', 'always'],
  ['terminate is b6', 'ISO/IEC 7816-4 table 16', '61 FF 00 FF', 'terminate', 'always'],
  ['a mode that is not there', 'ISO/IEC 7816-4 5.4.3.1', '01 00', 'update', 'never'],
  ['a condition byte that is cut off', 'ISO/IEC 7816-4 5.4.3.1', '03 00', 'read', 'never (the rule is malformed)'],
  ['user authentication', 'ISO/IEC 7816-4 table 20', '01 10', 'read', 'needs a PIN that the rule does not name'],
  ['external authentication', 'ISO/IEC 7816-4 table 20', '01 20', 'read', 'needs an external authentication'],
  ['secure messaging', 'ISO/IEC 7816-4 table 20', '01 C0', 'read', 'needs secure messaging'],
  ['an environment and nothing else', 'ISO/IEC 7816-4 table 20', '01 01', 'read', 'never'],
  ['a command without a bit', 'ISO/IEC 7816-4 5.4.3.1', '7F 00 00 00 00 00 00 00', 'resize', 'never'],
];

/** Expanded rules of an EF: the value of tag AB, or a record of EF(ARR). */
const EXPANDED: readonly Row[] = [
  ['always', 'TS 102 221 9.2.5', '800101 9000', 'read', 'always'],
  ['never', 'TS 102 221 9.2.5', '800102 9700', 'update', 'never'],
  ['a PIN', 'TS 102 221 9.2.5', `800101 ${PIN1}`, 'read', 'pin1'],
  ['the second application PIN', 'TS 102 221 table 9.3', `800101 ${PIN2}`, 'read', 'pin2'],
  ['the universal PIN', 'TS 102 221 table 9.3', `800101 ${UPIN}`, 'read', '11'],
  ['one rule for two acts', 'TS 102 221 9.2.4', `800103 ${PIN1}`, 'update', 'pin1'],
  ['the rule of another act does not mix in', 'TS 102 221 9.2.4', `800101 9000 800102 ${ADM1}`, 'update', 'adm1'],
  ['an act that no rule names', 'TS 102 221 9.2.4', `800118 ${ADM1}`, 'read', 'never'],
  ['deactivate', 'TS 102 221 9.2.4', `800118 ${ADM1}`, 'deactivate', 'adm1'],
  ['invalidate is deactivate here', 'TS 102 221 9.2.4', `800108 ${ADM1} 800110 9700`, 'invalidate', 'adm1'],
  ['activate has its own bit', 'TS 102 221 9.2.4', `800108 ${ADM1} 800110 9700`, 'activate', 'never'],
  ['delete', 'ISO/IEC 7816-4 table 16', `800140 ${ADM2}`, 'delete', 'adm2'],
  ['terminate', 'ISO/IEC 7816-4 table 16', `800120 ${ADM2} 800140 9700`, 'terminate', 'adm2'],
  ['OR', 'TS 102 221 9.2.5', `800101 ${or(PIN1, ADM1)}`, 'read', 'pin1, or adm1'],
  ['OR with always', 'TS 102 221 9.2.5', `800101 ${or(PIN1, '9000')}`, 'read', 'always'],
  ['OR with never', 'TS 102 221 9.2.5', `800101 ${or('9700', ADM1)}`, 'read', 'adm1'],
  ['OR of nothing', 'TS 102 221 9.2.5', '800101 A000', 'read', 'never'],
  ['two conditions after one mode: each does', 'TS 102 221 9.2.4', `800101 ${PIN1} ${ADM1}`, 'read', 'pin1, or adm1'],
  ['AND', 'TS 102 221 9.2.5', `800102 ${and(PIN1, ADM1)}`, 'update', 'pin1 and adm1'],
  ['AND of one', 'TS 102 221 9.2.5', `800101 ${and(PIN1)}`, 'read', 'pin1'],
  ['AND with always', 'TS 102 221 9.2.5', `800101 ${and(PIN1, '9000')}`, 'read', 'pin1'],
  ['AND with never', 'TS 102 221 9.2.5', `800101 ${and(PIN1, '9700')}`, 'read', 'never'],
  ['AND of nothing', 'TS 102 221 9.2.5', '800101 AF00', 'read', 'never'],
  [
    'AND of ORs: the absorbed one is not listed',
    'TS 102 221 9.2.5',
    `800101 ${and(or(PIN1, ADM1), or(PIN1, ADM2))}`,
    'read',
    'pin1, or adm1 and adm2',
  ],
  [
    'OR of ANDs',
    'TS 102 221 9.2.5',
    `800101 ${or(and(PIN1, ADM1), and(PIN2, ADM2))}`,
    'read',
    'pin1 and adm1, or pin2 and adm2',
  ],
  ['NOT of a key', 'ISO/IEC 7816-4 table 23', `800101 ${not(PIN1)}`, 'read', 'while pin1 is not verified'],
  ['NOT never', 'ISO/IEC 7816-4 table 23', `800101 ${not('9700')}`, 'read', 'always'],
  ['NOT of nothing', 'ISO/IEC 7816-4 table 23', '800101 A700', 'read', 'never'],
  ['a key and not that key', 'ISO/IEC 7816-4 table 23', `800101 ${and(PIN1, not(PIN1))}`, 'read', 'never'],
  [
    'one key without another',
    'ISO/IEC 7816-4 table 23',
    `800101 ${and(ADM1, not(PIN1))}`,
    'read',
    'adm1 while pin1 is not verified',
  ],
  ['a CRT with two references', 'TS 102 221 9.2.5', '800101 A409 830101 83010A 950108', 'read', 'pin1 and adm1'],
  ['a CRT without usage qualifier', 'TS 102 221 9.2.5', '800101 A403 830101', 'read', 'pin1'],
  ['a CRT without reference', 'TS 102 221 9.2.5', '800101 A403 950108', 'read', 'never'],
  [
    'a CRT for external authentication',
    'ISO/IEC 7816-4 table 55',
    '800101 A406 83010A 950180',
    'read',
    'needs an external authentication',
  ],
  ['a condition byte that allows', 'ISO/IEC 7816-4 table 23', '800101 9E0100', 'read', 'always'],
  ['a condition byte beside a key', 'ISO/IEC 7816-4 table 23', `800101 ${or('9E0140', ADM1)}`, 'read', 'adm1'],
  ['secure messaging as CRT', 'ISO/IEC 7816-4 table 23', '800101 B400', 'read', 'needs secure messaging'],
  ['a condition nobody knows', 'ISO/IEC 7816-4 table 23', '800101 9200', 'read', 'unknown'],
  ['RESIZE by its instruction', 'TS 102 221 9.2.4', `8401D4 ${ADM1}`, 'resize', 'adm1'],
  ['INCREASE by its instruction', 'TS 102 221 9.2.4', `840132 ${PIN2}`, 'increase', 'pin2'],
  ['an instruction says nothing of READ', 'TS 102 221 9.2.4', '8401D4 9000 800101 9700', 'read', 'never'],
  ['class and instruction', 'ISO/IEC 7816-4 table 22', `8C0280D4 ${ADM1}`, { ins: 0xd4, cla: 0x80 }, 'adm1'],
  ['another class', 'ISO/IEC 7816-4 table 22', `8C0280D4 ${ADM1}`, { ins: 0xd4, cla: 0x00 }, 'never'],
  [
    'instruction with P1 and P2',
    'ISO/IEC 7816-4 table 22',
    '8703CB3FFF 9000',
    { ins: 0xcb, p1: 0x3f, p2: 0xff },
    'always',
  ],
  ['the same where P1 is not said', 'ISO/IEC 7816-4 table 22', '8703CB3FFF 9000', { ins: 0xcb }, 'never'],
  ['b8 of the mode byte: another coding', 'ISO/IEC 7816-4 table 16', '800181 9000', 'read', 'never'],
  ['padding ends the record', 'TS 102 221 9.2.7', '800101 9000 FFFFFFFF 800102 9000', 'update', 'never'],
  [
    'a mode that no condition follows',
    'TS 102 221 9.2.4',
    `800101 800102 ${ADM1}`,
    'read',
    'never (the rule is malformed)',
  ],
  [
    'a mode behind one without conditions',
    'TS 102 221 9.2.4',
    `800101 800102 ${ADM1}`,
    'update',
    'adm1 (the rule is malformed)',
  ],
  ['cut in the middle', 'TS 102 221 9.2.4', '800101 9000 800102 A4068301', 'read', 'always (the rule is malformed)'],
  [
    'creating an EF is no act for an EF',
    'ISO/IEC 7816-4 table 17',
    '80017F 9000',
    'create-ef',
    'never (no act for this kind of file)',
  ],
];

/** Expanded rules of a DF. */
const FOLDERS: readonly Row[] = [
  ['create an EF: b2', 'ISO/IEC 7816-4 table 17', `800102 ${ADM1} 800104 ${ADM2}`, 'create-ef', 'adm1'],
  ['create a DF: b3', 'ISO/IEC 7816-4 table 17', `800102 ${ADM1} 800104 ${ADM2}`, 'create-df', 'adm2'],
  ['delete a child: b1', 'ISO/IEC 7816-4 table 17', `800101 ${ADM1}`, 'delete-child', 'adm1'],
  ['delete the DF itself: b7', 'ISO/IEC 7816-4 table 17', `800141 9700 800140 ${ADM1}`, 'delete', 'adm1'],
  ['b1 is not READ', 'ISO/IEC 7816-4 table 17', '800101 9000', 'read', 'never (no act for this kind of file)'],
];

describe('who may, by rule', () => {
  it.each(NIBBLES)('2G nibbles: %s (%s)', (_title, _clause, rule, act, words) => {
    expect(accessWords(whoMay(gsmEf(rule), act))).toBe(words);
  });

  it.each(COMPACT)('compact: %s (%s)', (_title, _clause, rule, act, words) => {
    expect(accessWords(whoMay(file('4121', tlv(0x8c, hex(rule))), act))).toBe(words);
  });

  it.each(EXPANDED)('expanded: %s (%s)', (_title, _clause, rule, act, words) => {
    expect(accessWords(whoMay(file('4121', tlv(0xab, hex(rule))), act))).toBe(words);
    const referred = whoMay(file('4121', hex('8B032F0601')), act, { arr: { kind: 'record', bytes: hex(rule) } });
    expect(accessWords(referred)).toBe(words);
  });

  it.each(FOLDERS)('of a DF: %s (%s)', (_title, _clause, rule, act, words) => {
    expect(accessWords(whoMay(file('7821', tlv(0xab, hex(rule))), act))).toBe(words);
  });

  it('sixty of them and more', () => {
    expect(NIBBLES.length + COMPACT.length + EXPANDED.length + FOLDERS.length).toBeGreaterThanOrEqual(60);
  });

  const vectors = vectorsOf('card-files.json');
  it.each([
    ['arr-record-pysim-1', 'read', 'adm1'],
    ['arr-record-pysim-1', 'update', 'always'],
    ['arr-record-pysim-1', 'resize', 'adm1'],
    ['arr-record-pysim-2', 'read', 'always'],
    ['arr-record-pysim-2', 'update', 'never'],
    ['arr-record-pysim-2', 'activate', 'adm1'],
  ] as const)('a real record: %s, %s', (name, act, words) => {
    const { bytes } = vectorIn(vectors, name);
    expect(accessWords(whoMay(file('4121', hex('8B032F0601')), act, { arr: { kind: 'record', bytes } }))).toBe(words);
  });
});

describe('rules by reference (TS 102 221 9.2.7, 11.1.1.4.7)', () => {
  const READABLE: ArrRecord = { kind: 'record', bytes: hex(`800101 ${PIN1}`) };

  it.each([
    ['file id and record', '8B036F0602', { fid: 0x6f06, record: 2 }],
    ['one byte: the EF(ARR) of the DF', '8B0102', { fid: null, record: 2 }],
    ['environments, 01 first', '8B062F0601020003', { fid: 0x2f06, record: 2 }],
    ['environments, 01 last', '8B062F0600030102', { fid: 0x2f06, record: 2 }],
    ['no environment 01: the first', '8B042F060304', { fid: 0x2f06, record: 4 }],
  ] as const)('%s', (_title, attribute, access) => {
    const header = file('4121', hex(attribute));
    expect(header.access).toMatchObject({ kind: 'arr', ...access });
    expect(accessWords(whoMay(header, 'read', { arr: READABLE }))).toBe('pin1');
  });

  it.each([
    ['no EF(ARR)', { kind: 'no-file' }, 'never (the EF(ARR) it refers to is missing)'],
    ['no such record', { kind: 'no-record' }, 'never (its record of EF(ARR) is missing or blank)'],
    ['a blank record', { kind: 'record', bytes: hex('FFFFFFFF') }, 'never (its record of EF(ARR) is missing or blank)'],
    ['not read', undefined, 'unknown (its record of EF(ARR) was not read)'],
  ] as const)('%s', (_title, arr: ArrRecord | undefined, words) => {
    expect(accessWords(whoMay(file('4121', hex('8B036F0602')), 'read', arr && { arr }))).toBe(words);
  });

  it('a header without attributes tells nothing', () => {
    expect(whoMay(file('4121', new Uint8Array()), 'read')).toMatchObject({ kind: 'unknown', notes: ['not-told'] });
  });
});

describe('PIN states (TS 102 221 9.4.2, 9.5.1, 9.5.2; TS 51.011 9.2.1)', () => {
  const pins = (text: string): AccessContext['pins'] =>
    value(readFcp(tlv(0x62, hex('82027821'), tlv(0xc6, hex(text))))).pins;
  const under = (rule: string, states: string) =>
    accessWords(whoMay(file('4121', tlv(0xab, hex(rule))), 'read', { pins: pins(states) ?? [] }));

  it.each([
    ['a PIN that is on', `800101 ${PIN1}`, '900180 830101', 'pin1'],
    ['a PIN that is off counts as verified', `800101 ${PIN1}`, '900100 830101', 'always'],
    ['and opens its side of an AND', `800101 ${and(PIN1, ADM1)}`, '900140 830101 83010A', 'adm1'],
    ['NOT of a PIN that is off never holds', `800101 ${not(PIN1)}`, '900100 830101', 'never'],
    ['the universal PIN in its place', `800101 ${PIN1}`, '900140 830101 950108 830111', '11'],
    ['the universal PIN not in its place', `800101 ${PIN1}`, '900140 830101 950100 830111', 'always'],
    ['the universal PIN is off as well', `800101 ${PIN1}`, '900100 830101 950108 830111', 'always'],
    ['a PIN that is on is not replaced', `800101 ${PIN1}`, '9001C0 830101 950108 830111', 'pin1'],
    ['local PINs are not replaced', `800101 ${PIN2}`, '900140 830181 950108 830111', 'always'],
    ['a PIN the template does not list is asked for', `800101 ${PIN2}`, '900100 830101', 'pin2'],
  ])('%s', (_title, rule, states, words) => {
    expect(under(rule, states)).toBe(words);
  });

  it('a compact rule means the PINs of the application', () => {
    const header = file('4121', hex('8C020110'));
    const states = pins('9001E0 830101 830181 83010A') ?? [];
    expect(accessWords(whoMay(header, 'read', { pins: states }))).toBe('pin1, or pin2');
  });

  it('CHV1 disabled, from the status bytes of the DF', () => {
    const df = value(readSelectResponse2g(hex('00000000 3F00 01 0000000000 09 93 04 03 06 00 83 8A 83 8A 00')));
    expect(accessWords(whoMay(gsmEf('12 00 00'), 'read', { pins: df.pins }))).toBe('always');
    expect(accessWords(whoMay(gsmEf('12 00 00'), 'update', { pins: df.pins }))).toBe('pin2');
  });
});

it('says it in Chinese as well', () => {
  const header: FileHeader = file('4121', tlv(0xab, hex(`800101 ${or(and(PIN1, ADM1), ADM2)}`)));
  expect(accessWords(whoMay(header, 'read'), 'zh')).toBe('adm2，或 pin1 和 adm1');
  expect(accessWords(whoMay(header, 'update'), 'zh')).toBe('永不');
});

/** What a card does with an expression when these keys are verified. */
function holds(expression: AccessExpression, verified: ReadonlySet<string>): boolean {
  switch (expression.kind) {
    case 'always':
      return true;
    case 'never':
    case 'beyond':
      return false;
    case 'key':
      return verified.has(expression.ref);
    case 'not':
      return !holds(expression.of, verified);
    case 'anyOf':
      return expression.of.some((part) => holds(part, verified));
    case 'allOf':
      return expression.of.every((part) => holds(part, verified));
  }
}

describe('expressions', () => {
  const KEYS = ['pin1', 'pin2', 'adm1', 'adm2'] as const;
  const { expression } = fc.letrec<{ expression: AccessExpression }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<AccessExpression>({ kind: 'always' }, { kind: 'never' }),
      fc.constantFrom(...KEYS).map((ref): AccessExpression => ({ kind: 'key', ref })),
      fc.record({
        kind: fc.constantFrom('anyOf', 'allOf'),
        of: fc.array(tie('expression'), { minLength: 1, maxLength: 3 }),
      }) as fc.Arbitrary<AccessExpression>,
      tie('expression').map((of): AccessExpression => ({ kind: 'not', of })),
    ),
  }));

  it('alternatives say the same as the expression, for every set of verified keys', () => {
    fc.assert(
      fc.property(expression, fc.subarray([...KEYS]), (rule, list) => {
        const verified = new Set<string>(list);
        const { kind, alternatives } = solveAccess(rule);
        const met = alternatives.some(
          ({ keys, unless }) => keys.every((key) => verified.has(key)) && !unless.some((key) => verified.has(key)),
        );
        expect(kind === 'always' || met).toBe(holds(rule, verified));
      }),
      { numRuns: 2000 },
    );
  });

  it('one key of each clause is enough, where nothing must be left out', () => {
    const monotone = expression.filter((rule) => !JSON.stringify(rule).includes('"not"'));
    fc.assert(
      fc.property(monotone, fc.subarray([...KEYS]), (rule, list) => {
        const answer = solveAccess(rule);
        fc.pre(answer.kind === 'keys');
        const verified = new Set<string>(list);
        expect(clausesOf(answer).every((refs) => refs.some((ref) => verified.has(ref)))).toBe(holds(rule, verified));
      }),
      { numRuns: 2000 },
    );
  });

  it('an absurd rule is called unknown, not spelt out', () => {
    const pair = (n: number): AccessExpression => ({
      kind: 'anyOf',
      of: [
        { kind: 'key', ref: `a${n}` },
        { kind: 'key', ref: `b${n}` },
      ],
    });
    expect(solveAccess({ kind: 'allOf', of: Array.from({ length: 40 }, (_, n) => pair(n)) }).kind).toBe('unknown');
  });
});
