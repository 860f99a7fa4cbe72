import { describe, expect, it } from 'vitest';
import { canonicalKey, isPinReference } from '../../../core/card/key-names.ts';
import { typedCredential } from '../../../electron/card-host/typed-credential.ts';

describe('names of keys', () => {
  it.each([
    ['adm1', 'adm1'],
    ['ADM10', 'adm10'],
    ['0A', 'adm1'],
    ['8e', 'adm10'],
    ['chv1', 'pin1'],
    ['CHV2', 'pin2'],
    ['01', 'pin1'],
    ['81', 'pin2'],
    ['02', '02'],
    ['1f', '1F'],
    ['puk1', 'puk1'],
  ])('%s is %s', (given, name) => {
    expect(canonicalKey(given)).toBe(name);
  });

  it('PINs are told from keys by their reference', () => {
    const pins = Array.from({ length: 256 }, (_, reference) => reference).filter(isPinReference);
    expect(pins.length).toBe(17);
    for (const pin of [0x01, 0x08, 0x11, 0x81, 0x88]) expect(pins).toContain(pin);
    for (const key of [0x00, 0x0a, 0x0e, 0x8a, 0x8e]) expect(pins).not.toContain(key);
  });

  it.each(['01', '02', '11', '81', 'pin1'])('%s takes 4 to 8 digits', (ref) => {
    for (const digits of ['1234', '12345678']) expect(typedCredential(ref, 'ascii', digits).ok).toBe(true);
    for (const wrong of ['123', '123456789', 'abcd']) expect(typedCredential(ref, 'ascii', wrong).ok).toBe(false);
  });

  it.each(['puk1', 'puk11'])('%s takes 8 digits', (ref) => {
    expect(typedCredential(ref, 'ascii', '12345678').ok).toBe(true);
    for (const wrong of ['1234', '123456789', 'abcdefgh']) expect(typedCredential(ref, 'ascii', wrong).ok).toBe(false);
  });

  it.each(['0A', '8A', 'adm1'])('%s takes 8 or 16 characters', (ref) => {
    expect(typedCredential(ref, 'ascii', '12345678').ok).toBe(true);
    expect(typedCredential(ref, 'ascii', '1234').ok).toBe(false);
  });
});
