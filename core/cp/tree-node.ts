/** A node of a management tree to be made. */
export interface MappedNode {
  readonly name: string;
  readonly format: 'node' | 'chr' | 'int' | 'bool' | 'bin';
  /** Type/DDFName of an object's root. */
  readonly ddfName?: string;
  readonly acl?: string;
  /** Null for an interior node; base64 of a `bin` value. */
  readonly value: string | null;
  readonly children: readonly MappedNode[];
}

/** Something that the other form has no place for. */
export interface MappingNote {
  /** Where it stands: the path of a parm or characteristic, or the address of a node. */
  readonly path: string;
  readonly reason: string;
}

/** A node while its object is put together. */
export class TreeBuilder {
  readonly name: string;
  readonly #children = new Map<string, TreeBuilder>();
  /** Free-named children by what they were made for. */
  readonly #owned = new Map<object, TreeBuilder>();
  format: MappedNode['format'] = 'node';
  value: string | null = null;
  ddfName: string | undefined;
  acl: string | undefined;

  constructor(name: string) {
    this.name = name;
  }

  child(name: string): TreeBuilder {
    const known = this.#children.get(name);
    if (known !== undefined) return known;
    const made = new TreeBuilder(name);
    this.#children.set(name, made);
    return made;
  }

  has(name: string): boolean {
    return this.#children.has(name);
  }

  get children(): readonly TreeBuilder[] {
    return [...this.#children.values()];
  }

  /** The child for `owner`; numbers from 1 in the order of the document, which is that of priority (5.4.2). */
  childFor(owner: object): TreeBuilder {
    const known = this.#owned.get(owner);
    if (known !== undefined) return known;
    const made = this.child(String(this.#children.size + 1));
    this.#owned.set(owner, made);
    return made;
  }

  leaf(name: string, value: string, format: MappedNode['format'] = 'chr'): void {
    const node = this.child(name);
    node.value = value;
    node.format = format;
  }

  build(): MappedNode {
    return {
      name: this.name,
      format: this.format,
      ...(this.ddfName !== undefined && { ddfName: this.ddfName }),
      ...(this.acl !== undefined && { acl: this.acl }),
      value: this.value,
      children: this.children.map((child) => child.build()),
    };
  }
}
