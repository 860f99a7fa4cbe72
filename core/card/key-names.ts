/**
 * Names of PINs and keys: what the command line calls them, and the reference that VERIFY carries (TS 102 221 Table 9.3).
 * In class A0 the standard knows CHV1 and CHV2 only; an ADM's P2 is the issuer's choice there, so its 3G reference is offered.
 */
export const KEY_NAMES = [
  { name: 'pin1', reference: 0x01, chv: 1 },
  { name: 'chv1', reference: 0x01, chv: 1 },
  { name: 'pin2', reference: 0x81, chv: 2 },
  { name: 'chv2', reference: 0x81, chv: 2 },
  { name: 'adm1', reference: 0x0a },
  { name: 'adm2', reference: 0x0b },
  { name: 'adm3', reference: 0x0c },
  { name: 'adm4', reference: 0x0d },
  { name: 'adm5', reference: 0x0e },
  { name: 'adm6', reference: 0x8a },
  { name: 'adm7', reference: 0x8b },
  { name: 'adm8', reference: 0x8c },
  { name: 'adm9', reference: 0x8d },
  { name: 'adm10', reference: 0x8e },
] as const satisfies readonly { name: string; reference: number; chv?: number }[];

/** The key reference behind a name (`adm1`) or two hex digits (`0A`); in class A0 `pin1` and `pin2` are CHV numbers. */
export function keyReference(name: string, mode: '2g' | '3g'): number | undefined {
  const row: { reference: number; chv?: number } | undefined = KEY_NAMES.find(
    (item) => item.name === name.toLowerCase(),
  );
  if (row !== undefined) return mode === '2g' ? (row.chv ?? row.reference) : row.reference;
  return /^[0-9A-Fa-f]{2}$/.test(name) ? Number.parseInt(name, 16) : undefined;
}

/**
 * A key's one name: `0a` and `ADM1` are `adm1`, `chv1` is `pin1`. References count as the ISO class has them; those that the
 * table does not have stay two hex digits.
 */
export function canonicalKey(name: string): string {
  const reference = keyReference(name, '3g');
  return reference === undefined ? name.toLowerCase() : keyName(reference, '3g');
}

/** `puk1`, `puk2`, and `puk` with the reference of its PIN in hex: `puk11`. */
const CREDENTIAL = /^(pin[12]|chv[12]|puk([12]|[0-9a-f]{2})|adm([1-9]|10)|[0-9a-f]{2})$/i;

/** The one name of what a person calls a PIN, a key or an unblock code; undefined where it is none of them. */
export function credentialName(text: string): string | undefined {
  return CREDENTIAL.test(text) ? canonicalKey(text) : undefined;
}

/** What the unblock code of a PIN is called: `puk1`, `puk2`, or `puk` with the PIN's reference in hex (`puk11`). */
export function pukName(reference: number, mode: '2g' | '3g'): string {
  const name = keyName(reference, mode);
  return name.startsWith('pin') ? name.replace('pin', 'puk') : `puk${name}`;
}

/** The PIN that stands in for several applications' (TS 102 221 9.4.2). */
export const UNIVERSAL_PIN = 0x11;

/** True where a reference is that of a PIN: application PINs, the universal PIN, second application PINs (TS 102 221 Table 9.3). */
export function isPinReference(reference: number): boolean {
  return (
    (reference >= 0x01 && reference <= 0x08) || reference === UNIVERSAL_PIN || (reference >= 0x81 && reference <= 0x88)
  );
}

/** The name of a key reference; two hex digits where the table has none. */
export function keyName(reference: number, mode: '2g' | '3g'): string {
  const row = KEY_NAMES.find(
    (item: { reference: number; chv?: number }) =>
      (mode === '2g' && item.chv !== undefined ? item.chv : item.reference) === reference,
  );
  return row?.name ?? reference.toString(16).toUpperCase().padStart(2, '0');
}

/** Who satisfies an access nibble of class A0 (TS 51.011 9.3): names, `[]` for always, null for never. */
export function nibbleKeys(nibble: number): readonly string[] | null {
  if (nibble === 0) return [];
  if (nibble === 1) return ['pin1'];
  if (nibble === 2) return ['pin2'];
  if (nibble >= 4 && nibble <= 0x0e) return [`adm${Math.min(nibble - 3, 10)}`];
  return null;
}
