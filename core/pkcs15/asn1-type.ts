/*
 * ASN.1 types as data: from one row a value is read, its parts are named, and its bytes are explained. Rows refer to each
 * other by name, so that recursive types need no special form.
 */

/** One part of a SEQUENCE or one alternative of a CHOICE. */
export interface Asn1Field {
  readonly name: string;
  /** Identifier octet; absent where the type is a CHOICE, whose alternatives bring their own. */
  readonly tag?: number;
  /** The tag stands around the value's own (X.680 31.2.7: a tag on a CHOICE or on a parameter). */
  readonly explicit?: true;
  readonly type: string;
}

/** How a primitive value is read and shown. */
export type Asn1Primitive =
  | 'text'
  | 'bmpText'
  | 'integer'
  | 'octets'
  | 'fileIds'
  | 'oid'
  | 'time'
  | 'boolean'
  | 'null'
  | 'any';

export type Asn1TypeRow =
  | { readonly kind: 'sequence'; readonly fields: readonly Asn1Field[]; readonly clause?: string }
  | { readonly kind: 'list'; readonly item: Asn1Field; readonly clause?: string }
  | { readonly kind: 'choice'; readonly options: readonly Asn1Field[]; readonly clause?: string }
  | { readonly kind: 'flags'; readonly bits: readonly string[]; readonly clause?: string }
  | { readonly kind: 'enum'; readonly values: Readonly<Record<number, string>>; readonly clause?: string }
  | { readonly kind: Asn1Primitive };

export type Asn1TypeTable = Readonly<Record<string, Asn1TypeRow>>;
