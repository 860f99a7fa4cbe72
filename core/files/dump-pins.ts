import { hexByte } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { FileCursor } from '../card/file-cursor.ts';
import { keyName, UNIVERSAL_PIN } from '../card/key-names.ts';
import { type KeyState, readKeyState } from '../card/key-state.ts';
import type { CredentialImage } from '../virtual-card/card-image.ts';
import type { CardTree, CardTreeNode } from './card-tree.ts';

/** What a class tells of a PIN or key, and whose it is. */
export interface DumpedKey extends KeyState {
  /** Path of the folder that alone knows it; null where the MF names it, or the first folder that does stands for all. */
  readonly scope: string | null;
}

/** References that mean another PIN in each application: local PINs (TS 102 221 9.4.1, table 9.3). */
const isLocal = (reference: number) => reference >= 0x81 && reference <= 0x88;

function folders(tree: CardTree): readonly CardTreeNode[] {
  return tree.nodes.filter(({ kind, header }) => kind !== 'ef' && header !== null && header.pins.length > 0);
}

/**
 * States and tries of the PINs and keys that the folders of a card name. Only questions are sent: empty VERIFY and UNBLOCK in
 * the ISO class; in class A0 nothing, the headers tell.
 */
export async function readDumpedKeys(cursor: FileCursor, tree: CardTree): Promise<Result<readonly DumpedKey[]>> {
  const { link, mode, channel } = cursor;
  const keys: DumpedKey[] = [];
  const ofMf = new Set(tree.nodes[0]?.header?.pins.map(({ reference }) => reference) ?? []);
  for (const folder of folders(tree)) {
    const pins = folder.header?.pins ?? [];
    for (const { reference, initialised } of pins) {
      if (initialised === false) continue;
      const scope = mode === '3g' && isLocal(reference) && !ofMf.has(reference) ? folder.path : null;
      const covered = (key: DumpedKey) =>
        key.reference === reference && (key.scope === null || (scope?.startsWith(key.scope) ?? false));
      if (keys.some(covered)) continue;
      // A local PIN is that of the application which is current.
      const selected = mode === '3g' ? await cursor.select(folder.place) : undefined;
      if (selected?.ok === false) return selected;
      const state = await readKeyState(link, { mode, channel, reference }, pins);
      if (!state.ok) return state;
      keys.push({ ...state.value, scope });
    }
  }
  return ok(keys);
}

/** Tries after a success: 3 for PINs, 10 for unblock codes (TS 102 221 9.5.1); no card tells, administrative keys vary. */
const maximum = (tries: number | null, usual: number) =>
  tries === null || tries <= usual ? usual : tries <= 10 ? 10 : 15;

interface BothKeys {
  readonly name: string;
  readonly iso: DumpedKey | undefined;
  readonly gsm: DumpedKey | undefined;
}

function credential({ name, iso, gsm }: BothKeys): CredentialImage {
  const tries = iso?.tries ?? gsm?.tries ?? null;
  const maxTries = maximum(tries, 3);
  const unblock = iso?.unblock ?? gsm?.unblock ?? null;
  const told = iso?.unblock !== undefined || gsm?.unblock !== undefined;
  return {
    ref: name,
    ...(gsm && { chv: hexByte(gsm.reference), level: gsm.reference }),
    ...(iso && { key: hexByte(iso.reference) }),
    tries: tries ?? maxTries,
    ...(tries === null && { triesAssumed: true }),
    maxTries,
    enabled: iso?.enabled ?? gsm?.enabled ?? true,
    ...(iso?.scope != null && { scope: iso.scope }),
    ...(told && unblock !== null && { unblock: { tries: unblock, maxTries: maximum(unblock, 10) } }),
  };
}

/** Credentials of an image from what both classes tell: states and tries, never values, which no card gives away. */
export function credentialsOf(iso: readonly DumpedKey[], gsm: readonly DumpedKey[]): CredentialImage[] {
  const nameOf = ({ reference, scope }: DumpedKey, mode: '2g' | '3g') =>
    `${keyName(reference, mode)}${scope === null ? '' : ` of ${scope}`}`;
  const both: BothKeys[] = iso.map((key) => {
    const name = nameOf(key, '3g');
    return { name, iso: key, gsm: gsm.find((other) => nameOf(other, '2g') === name) };
  });
  for (const key of gsm) {
    const name = nameOf(key, '2g');
    if (!both.some((item) => item.name === name)) both.push({ name, iso: undefined, gsm: key });
  }
  const all = both.map(credential);
  // The universal PIN stands in for application PINs that are off, where its usage qualifier says so (TS 102 221 9.5.2).
  if (!iso.some(({ reference, replaces }) => reference === UNIVERSAL_PIN && replaces)) return all;
  const standsIn = ({ key = '', enabled }: CredentialImage) => !enabled && /^0[1-8]$/.test(key);
  return all.map((item) => (standsIn(item) ? { ...item, replacedBy: hexByte(UNIVERSAL_PIN) } : item));
}
