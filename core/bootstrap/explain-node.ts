import type { Span } from '../base/span.ts';
import { type DecodedFile, decodeKnownFile, secretSpans } from '../card/decode-known-file.ts';
import { bodyOf, type FileContent } from '../card/read-file.ts';
import { type CardTreeNode, nodeName } from '../files/card-tree.ts';
import { OIDS } from '../pkcs15/oids.ts';
import { certificateWords } from './certificate-words.ts';
import { explainFile } from './explain-file.ts';
import { fileSecrets } from './file-secrets.ts';
import type { ObjectPlace } from './object-content.ts';
import type { CardFile, FileRole } from './read-result.ts';

/** What the explanation of a PKCS#15 file goes by. */
function roleOf({ pkcs15, known }: CardTreeNode): FileRole | undefined {
  if (pkcs15 !== undefined) return pkcs15 === 'value' || pkcs15 === 'objects' ? 'content' : pkcs15;
  if (known?.symbol === 'EF_TokenInfo') return 'tokenInfo';
  return known?.symbol === 'EF_UnusedSpace' ? 'unusedSpace' : undefined;
}

/** The file as the explanation of PKCS#15 files takes it; one that no directory names may hold anything. */
function cardFile(node: CardTreeNode, content: FileContent): CardFile {
  const { path, header } = node;
  return {
    path,
    fid: path.slice(-4),
    name: nodeName(node),
    role: roleOf(node) ?? 'other',
    structure: header?.structure ?? 'unknown',
    size: header?.size ?? null,
    recordLength: 0,
    bytes: bodyOf(content),
    reads: [],
  };
}

function objectsOf({ path, objects = [] }: CardTreeNode): readonly ObjectPlace[] {
  return objects.map((object) => ({ ...object, path, dm: object.oid === OIDS.dmBootstrap }));
}

/** Fields and bytes of a file that a standard describes, or that a PKCS#15 directory names; undefined for others. */
export function explainNode(node: CardTreeNode, content: FileContent): DecodedFile | undefined {
  const { known } = node;
  if (content.kind === 'objects') return undefined;
  if (known?.decoder !== undefined) return decodeKnownFile(known, content);
  if (roleOf(node) === undefined) return undefined;
  const { tree, tokens } = explainFile(cardFile(node, content), objectsOf(node), certificateWords);
  return { nodes: tree.children, tokens, problems: [] };
}

/** What of a body is nobody's business on a screen: keys, and the secrets of what the file holds. */
export function nodeSecrets(node: CardTreeNode, content: FileContent): readonly Span[] {
  const { known } = node;
  if (known?.decoder !== undefined && content.kind !== 'objects')
    return secretSpans(decodeKnownFile(known, content).nodes);
  if (known?.secret) return [{ offset: 0, length: bodyOf(content).length }];
  return fileSecrets(cardFile(node, content), objectsOf(node));
}
