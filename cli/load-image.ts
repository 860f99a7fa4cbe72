import { ok, type Result } from '../core/base/result.ts';
import { builtinCard } from '../core/bootstrap/builtin-cards.ts';
import { type CardImage, parseCardImage } from '../core/virtual-card/card-image.ts';
import { imageFiles } from '../electron/card-host/ports/image-files.ts';

export interface LoadedImage {
  readonly image: CardImage;
  /** Undefined for a built-in: changes to it are not kept. */
  readonly path: string | undefined;
}

/** A built-in by name, or an image by path; `virtual:` may stand in front of either. */
export async function loadImage(name: string): Promise<Result<LoadedImage>> {
  const bare = name.replace(/^virtual:/, '');
  const builtin = builtinCard(bare);
  if (builtin !== undefined) return ok({ image: builtin, path: undefined });
  const text = await imageFiles.read(bare);
  if (!text.ok) return text;
  const image = parseCardImage(text.value, bare);
  return image.ok ? ok({ image: image.value, path: bare }) : image;
}
