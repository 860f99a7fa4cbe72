import type { DocElement } from './element.ts';
import type { PlainElement } from './model.ts';

/** An element without its places. */
export function plainOf(element: DocElement): PlainElement {
  return {
    name: element.name,
    children: element.children.map(plainOf),
    text: element.children.length === 0 ? (element.value?.text ?? '') : '',
  };
}

/** The children of an element, each taken once; what nobody takes is the rest. */
export class Parts {
  readonly #element: DocElement;
  readonly #byName = new Map<string, DocElement[]>();
  readonly #taken = new Set<DocElement>();

  constructor(element: DocElement) {
    this.#element = element;
    for (const child of element.children) {
      const same = this.#byName.get(child.name);
      if (same === undefined) this.#byName.set(child.name, [child]);
      else same.push(child);
    }
  }

  /** The first child called `name` that is fit, and not taken yet. */
  take(name: string, fits: (child: DocElement) => boolean = () => true): DocElement | undefined {
    const found = this.#byName.get(name)?.find((child) => !this.#taken.has(child) && fits(child));
    if (found !== undefined) this.#taken.add(found);
    return found;
  }

  /** Every child that has one of the names, in their order. */
  all(...names: readonly string[]): DocElement[] {
    const found = this.#element.children.filter((child) => names.includes(child.name) && !this.#taken.has(child));
    for (const child of found) this.#taken.add(child);
    return found;
  }

  /** A property made of the child called `name`, where it is there. */
  as<Key extends string, Value>(key: Key, name: string, make: (element: DocElement) => Value): { [K in Key]?: Value } {
    const element = this.take(name);
    return element === undefined ? {} : ({ [key]: make(element) } as { [K in Key]?: Value });
  }

  /** The text of the child called `name`; one that holds elements is no text and stays in the rest. */
  text<Key extends string>(key: Key, name: string): { [K in Key]?: string } {
    const element = this.take(name, (child) => child.children.length === 0);
    return element === undefined ? {} : ({ [key]: element.value?.text ?? '' } as { [K in Key]?: string });
  }

  /** True for an empty child called `name`. */
  flag<Key extends string>(key: Key, name: string): { [K in Key]?: true } {
    const element = this.take(name, (child) => child.children.length === 0 && (child.value?.text ?? '') === '');
    return element === undefined ? {} : ({ [key]: true } as { [K in Key]?: true });
  }

  /** What nobody took. */
  rest(): { rest?: readonly PlainElement[] } {
    const left = this.#element.children.filter((child) => !this.#taken.has(child));
    return left.length === 0 ? {} : { rest: left.map(plainOf) };
  }
}
