import type { Result } from '../base/result.ts';
import type { CardLink } from './card-link.ts';
import { type CardFace, type CardMode, identify, releaseFace } from './identify.ts';

/**
 * Does `work` with a card whose class is known, and leaves it as it was found: the channel closed, what channel 0 had selected
 * put back. Other programs are kept off meanwhile: their SELECT between two of ours would lead into another file.
 */
export async function withFace<T>(
  link: CardLink,
  mode: 'auto' | CardMode,
  work: (face: CardFace) => Promise<Result<T>>,
): Promise<Result<T>> {
  const held = await link.transport.beginTransaction();
  if (!held.ok) return held;
  const face = await identify(link, mode);
  let done: Result<T> = face.ok ? await work(face.value) : face;
  if (face.ok) {
    const left = await releaseFace(link, face.value);
    if (done.ok && !left.ok) done = left;
  }
  const freed = await link.transport.endTransaction();
  return done.ok && !freed.ok ? freed : done;
}
