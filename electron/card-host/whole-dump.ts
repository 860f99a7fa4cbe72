import { ok, type Result } from '../../core/base/result.ts';
import { missingFromImage } from '../../core/files/named-by-image.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import type { CardFlows } from './card-flows.ts';
import type { Session } from './session.ts';

/** DF(PKCS15), EF(DODF), the message: each may lead to the next. */
const MOST_TURNS = 3;

/**
 * A dump of the session's card with what its directories lead to also where the way down to them is broken: a fix may mend
 * the way, and a copy without the message would tell nothing then.
 */
export async function wholeDump(
  flows: Pick<CardFlows, 'dump'>,
  session: Session,
  found: (count: number) => void,
): Promise<Result<CardImage>> {
  const dumped = await flows.dump(session, session, { found });
  if (!dumped.ok) return dumped;
  let { image } = dumped.value;
  const asked = new Set<string>();
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const only = missingFromImage(image).filter((path) => !asked.has(path));
    if (only.length === 0) break;
    for (const path of only) asked.add(path);
    const more = await flows.dump(session, session, { only });
    if (!more.ok) return more;
    const there = new Set(image.files.map(({ path }) => path));
    const files = more.value.image.files.filter(({ path }) => !there.has(path));
    image = { ...image, files: [...image.files, ...files] };
  }
  return ok(image);
}
