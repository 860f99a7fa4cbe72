import { hexByte } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { keyReference } from '../card/key-names.ts';
import { type AuthenticationObject, findByAuthId } from '../pkcs15/aodf.ts';
import { accessOf } from './access-need.ts';
import type { Chain } from './chain.ts';
import type { LocatedObject } from './read-dodf.ts';
import type { BootstrapObject, ProtectingPin } from './read-result.ts';
import type { CardWalker } from './walker.ts';

function pinOf({ pin, label }: AuthenticationObject): ProtectingPin | undefined {
  if (pin === undefined) return undefined;
  const { reference, type, minLength, storedLength, padChar } = pin;
  return { label, reference, type, minLength, storedLength, padChar };
}

/** The card's own rule decides (D.2.4, D.3.4): where EF(AODF) names a key that it does not ask for, devices go astray. */
async function compareWithRule(
  walker: CardWalker,
  chain: Chain,
  located: LocatedObject,
  pin: ProtectingPin,
): Promise<Result<void>> {
  const selected = await walker.header(located.target);
  if (!selected.ok) return selected;
  const { header } = selected.value;
  const found = header && (await accessOf(walker, header, 'read'));
  if (found?.ok === false) return found;
  const answer = found && 'answer' in found.value ? found.value.answer : undefined;
  if (answer?.kind !== 'keys') return ok(undefined);
  const refs = [...new Set(answer.alternatives.flatMap((set) => set.keys))];
  if (refs.some((ref) => keyReference(ref, walker.mode) === pin.reference)) return ok(undefined);
  const file = located.object.path;
  const details = { file, refs: refs.join(' or '), label: pin.label ?? '', reference: hexByte(pin.reference) };
  chain.note('dodf', 'access-aodf-mismatch', { file: located.object.dodf, ...located.object.span }, details);
  return ok(undefined);
}

/**
 * Adds to each object the PIN that its authId names (PKCS#15 6.1.8), and says where EF(AODF) and the card disagree.
 * @param authentication null where the card has no AODF: then an authId says nothing that could be wrong.
 */
export async function explainPins(
  walker: CardWalker,
  chain: Chain,
  objects: readonly LocatedObject[],
  authentication: readonly AuthenticationObject[] | null,
): Promise<Result<readonly BootstrapObject[]>> {
  const explained: BootstrapObject[] = [];
  for (const located of objects) {
    const { object, source, record } = located;
    if (source.authId === undefined || object.authId === undefined || authentication === null) {
      explained.push(object);
      continue;
    }
    const found = findByAuthId(authentication, source.authId);
    if (found === undefined)
      chain.note(
        'dodf',
        'dodf-authid-unknown',
        { file: object.dodf, ...object.span },
        { record, authId: object.authId },
      );
    const pin = found && pinOf(found);
    if (pin !== undefined && !object.direct) {
      const compared = await compareWithRule(walker, chain, located, pin);
      if (!compared.ok) return compared;
    }
    explained.push(pin === undefined ? object : { ...object, pin });
  }
  return ok(explained);
}
