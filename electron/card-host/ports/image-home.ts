import { appError } from '../../../core/base/app-error.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import { type CardImage, parseCardImage, serializeCardImage } from '../../../core/virtual-card/card-image.ts';

/** Where the images of readers named by path live. */
export interface ImageFiles {
  read(path: string): Promise<Result<string>>;
  /** Replaces the file in one step, readable by its owner alone: images hold PINs and message secrets. */
  write(path: string, text: string): Promise<Result<void>>;
}

/** A card's image with where it lives: the path, or undefined for a built-in, which lives in this process alone. */
export interface FoundImage {
  readonly path: string | undefined;
  readonly image: CardImage;
  /** What stands at the path. */
  readonly text?: string;
  /** Set for an image that was handed over: it is in memory alone. */
  readonly memory?: boolean;
}

/** Where a card's contents are kept, and whether they are. */
export class ImageHome {
  /** Undefined where they live in this process alone. */
  readonly path: string | undefined;
  /** The card holds what is not kept yet. */
  unsaved = false;
  /** What was last read or written at the path. */
  #text: string | undefined;
  readonly #files: ImageFiles;
  #saving: Promise<Result<void>> = Promise.resolve(ok(undefined));

  constructor({ path, text }: Pick<FoundImage, 'path' | 'text'>, files: ImageFiles) {
    this.path = path;
    this.#text = text;
    this.#files = files;
  }

  /** Puts the contents on disk where they come from, if they changed; one save after the other. */
  save(image: () => CardImage): Promise<Result<void>> {
    const { path } = this;
    this.#saving = this.#saving.then(async () => {
      if (!this.unsaved || path === undefined) return ok(undefined);
      this.unsaved = false;
      const saved = await this.#write(path, image());
      if (!saved.ok) this.unsaved = true;
      return saved;
    });
    return this.#saving;
  }

  /** An image that another process changed meanwhile is a card with another history: it is never written over. */
  async #write(path: string, image: CardImage): Promise<Result<void>> {
    const present = await this.#files.read(path);
    if (present.ok && this.#text !== undefined && present.value !== this.#text)
      return err(appError('image-changed', { path }));
    const text = serializeCardImage(image);
    const saved = await this.#files.write(path, text);
    if (saved.ok) this.#text = text;
    return saved;
  }

  /** What stands on disk now; undefined where nothing does. */
  async load(): Promise<Result<CardImage | undefined>> {
    if (this.path === undefined) return ok(undefined);
    await this.#saving;
    const text = await this.#files.read(this.path);
    if (!text.ok) return text;
    const image = parseCardImage(text.value, this.path);
    if (image.ok) this.#text = text.value;
    return image;
  }
}
