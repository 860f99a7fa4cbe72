import { describe, expect, it } from 'vitest';
import { faultLacks, faultSchema } from '../../core/virtual-card/faults.ts';
import { FAULT_KINDS, faultDraft, faultOf, faultWords, wrongFields } from '../../renderer/model/fault-draft.ts';
import { translator } from '../../renderer/text/text.ts';
import { faultText } from '../../renderer/views/virtual/fault-text.ts';

describe('the fault menu', () => {
  it('begins every kind with a fault that a card can have', () => {
    for (const kind of FAULT_KINDS) {
      const fault = faultOf(faultDraft(kind));
      expect(faultSchema.parse(fault)).toEqual(fault);
      expect(fault && faultLacks(fault)).toBeUndefined();
    }
    expect([...FAULT_KINDS].sort()).toEqual([...faultSchema.shape.kind.options].sort());
  });

  it('names what is wrong with what was typed, and arms none of it', () => {
    const wrong = { ...faultDraft('status'), at: '0', sw: '6F' };
    expect(wrongFields(wrong)).toEqual(['at', 'sw']);
    expect(faultOf(wrong)).toBeNull();
    // What another kind has does not matter to this one.
    expect(wrongFields({ ...faultDraft('remove'), sw: 'x', millis: '' })).toEqual([]);
  });

  it('leaves out what the kind does not have', () => {
    expect(faultOf({ ...faultDraft('tear'), at: '2', prefix: '5', outcome: '6581' })).toEqual({
      kind: 'tear',
      at: 2,
      ins: 'D6',
      prefix: 5,
      outcome: '6581',
    });
    expect(faultOf({ ...faultDraft('status'), sw: '69f0', when: 'after' })).toEqual({
      kind: 'status',
      at: 1,
      when: 'after',
      sw: '69F0',
    });
  });
});

describe('a fault in words', () => {
  const [en, zh] = [translator('en'), translator('zh')];

  it.each([
    [{ kind: 'remove', at: 1 }, 1, 'With the next command, the card leaves the reader, before it takes effect.'],
    [
      { kind: 'tear', at: 3, ins: 'D6', prefix: 5, outcome: '9240' },
      2,
      'With UPDATE BINARY number 2 from now, the write stops after 5 bytes and it answers 9240.',
    ],
    [
      { kind: 'statusFrom', at: 1, ins: 'B0', sw: '6F00' },
      0,
      'With each READ BINARY from now on, the card answers 6F00, and goes on doing so, before it takes effect.',
    ],
    [{ kind: 'slow', at: 1, millis: 500 }, 1, 'With the next command, the answer takes 500 ms.'],
    [
      { kind: 'mute', at: 1, ins: '99', when: 'after' },
      1,
      'With the next INS 99, the card falls silent, after it took effect.',
    ],
  ] as const)('%j', (fault, left, text) => {
    expect(faultText(en, fault, left)).toBe(text);
    expect(faultText(zh, fault, left)).toMatch(/[\u4e00-\u9fff].*。$/);
  });

  it('has no field left to fill in', () => {
    for (const kind of FAULT_KINDS) {
      const fault = faultOf(faultDraft(kind));
      if (fault === null) throw new Error(kind);
      expect(faultWords(fault, 1).effect).toBe(kind);
      expect(faultText(en, fault, 1) + faultText(zh, fault, 3)).not.toMatch(/[{}]/);
    }
  });
});
