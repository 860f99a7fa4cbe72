import { showUtf8 } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import type { Asn1Node } from './asn1.ts';
import { type Pkcs15Path, readPath } from './path.ts';

/*
 * ObjectValue{Type} ::= CHOICE { indirect ReferencedValue, direct [0] Type, indirect-protected [1] ReferencedValue,
 *   direct-protected [2] EnvelopedData }; ReferencedValue ::= CHOICE { path Path, url URL } (PKCS#15 6.1.4)
 */
export type ObjectValue =
  | { readonly kind: 'path'; readonly path: Pkcs15Path; readonly node: Asn1Node }
  | { readonly kind: 'url'; readonly url: string; readonly node: Asn1Node }
  /** The value's own bytes stand here: those of an OCTET STRING where one is wrapped around them. */
  | { readonly kind: 'direct'; readonly content: Span; readonly node: Asn1Node }
  | { readonly kind: 'indirect-protected' | 'direct-protected'; readonly node: Asn1Node }
  /** An OCTET STRING where a Path should be: [1] was used as an implicit tag. */
  | { readonly kind: 'implicit'; readonly node: Asn1Node }
  | { readonly kind: 'other'; readonly node?: Asn1Node };

export function readObjectValue(node: Asn1Node | undefined): ObjectValue {
  if (node === undefined) return { kind: 'other' };
  const path = readPath(node);
  if (path) return { kind: 'path', path, node };
  const [inner] = node.children;
  switch (node.tag) {
    case 0x13:
      return { kind: 'url', url: showUtf8(node.value), node };
    case 0xa3:
      return { kind: 'url', url: inner ? showUtf8(inner.value) : '', node };
    case 0xa0: {
      const wrapped = node.children.length === 1 && inner?.tag === 0x04;
      return { kind: 'direct', content: wrapped ? inner.valueSpan : node.valueSpan, node };
    }
    case 0xa1:
      return { kind: 'indirect-protected', node };
    case 0xa2:
      return { kind: 'direct-protected', node };
    case 0x04:
      return { kind: 'implicit', node };
    default:
      return { kind: 'other', node };
  }
}
