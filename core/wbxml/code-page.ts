/** One tag of a code page. */
export interface TagRow {
  /** Tag identity: the low six bits of the tag byte. */
  readonly token: number;
  readonly name: string;
  /** First version of the document type that has the tag, where it is not the first of all. */
  readonly since?: '1.1' | '1.2';
}

/** An attribute start: the attribute's name, and in some the first characters of its value (WAP-192 5.8.2). */
export interface AttributeStartRow {
  /** Below 80. */
  readonly token: number;
  readonly name: string;
  readonly prefix?: string;
}

/** An attribute value token: characters of a value. */
export interface AttributeValueRow {
  /** 85 and above. */
  readonly token: number;
  readonly value: string;
}

export interface CodePage {
  readonly page: number;
  readonly title: string;
  /** Namespace of its elements in the XML form. */
  readonly xmlns: string | null;
  /** Null where the numbers were taken from programs that write and read them, not from the standard's text. */
  readonly clause: string | null;
  readonly source?: 'unverified';
  readonly tags: readonly TagRow[];
}

/** Attribute pages are numbered apart from tag pages (WAP-192 5.8.1). */
export interface AttributePage {
  readonly page: number;
  readonly clause: string | null;
  readonly source?: 'unverified';
  readonly starts: readonly AttributeStartRow[];
  readonly values: readonly AttributeValueRow[];
}
