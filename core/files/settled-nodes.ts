import { ok, type Result } from '../base/result.ts';
import { type AccessContext, whoMay } from '../card/access-rule.ts';
import type { ArrBook } from './arr-book.ts';
import type { CardTreeNode } from './card-tree.ts';
import type { NodeBook, OpenNode } from './node-book.ts';

/** The files of a browsing whose access is known, told of as they become so. */
export class SettledNodes {
  readonly #nodes = new Map<string, CardTreeNode>();
  readonly #book: NodeBook;
  readonly #rules: ArrBook;
  readonly #found: ((node: CardTreeNode) => void) | undefined;

  constructor(book: NodeBook, rules: ArrBook, found: ((node: CardTreeNode) => void) | undefined) {
    this.#book = book;
    this.#rules = rules;
    this.#found = found;
  }

  get(path: string): CardTreeNode | undefined {
    return this.#nodes.get(path);
  }

  /** More became known of a file: it is told of again. */
  forget(path: string): void {
    this.#nodes.delete(path);
  }

  /** Access answers for what was found since, then out with it: EF(ARR) is fetched when its folder is done, not for each file. */
  async settle(): Promise<Result<void>> {
    for (const node of this.#book.open.values()) {
      if (this.#nodes.has(node.path)) continue;
      const access = await this.#accessOf(node);
      if (!access.ok) return access;
      const whole: CardTreeNode = { ...node, access: access.value };
      this.#nodes.set(node.path, whole);
      this.#found?.(whole);
    }
    return ok(undefined);
  }

  async #accessOf(node: OpenNode): Promise<Result<CardTreeNode['access']>> {
    const { header, place } = node;
    if (header === null) return ok(null);
    const folder = node.kind === 'ef' ? { aid: place.aid, fids: place.fids.slice(0, -1) } : place;
    const arr = await this.#rules.recordFor(header.access, folder);
    if (!arr.ok) return arr;
    const context: AccessContext = { pins: this.#book.pinsOf(node), ...(arr.value && { arr: arr.value }) };
    return ok({ read: whoMay(header, 'read', context), update: whoMay(header, 'update', context) });
  }
}
