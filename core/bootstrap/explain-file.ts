import type { StructureNode } from '../base/structure.ts';
import { OIDS } from '../pkcs15/oids.ts';
import { explainDir } from './explain-dir.ts';
import { withDirectValues } from './explain-direct.ts';
import { explainDirectory, explainValue, isDirectoryRole } from './explain-directory.ts';
import { type ExplainedFile, explained, rebase, tile } from './explain-draft.ts';
import { explainLwm2m } from './explain-lwm2m.ts';
import type { CertificateWords } from './explain-words.ts';
import { decodeMessage } from './message.ts';
import { messageOf, type ObjectPlace } from './object-content.ts';
import type { CardFile } from './read-result.ts';

function explainMessage(file: CardFile, object: ObjectPlace | undefined): ExplainedFile {
  const { bytes } = file;
  const message = object === undefined ? decodeMessage(bytes) : messageOf(bytes, object);
  const end = (object?.offset ?? 0) + message.size;
  const children: StructureNode[] = message.tree === null ? [] : [rebase(message.tree, file.path)];
  if (end < bytes.length)
    children.push({
      path: `${file.path}/padding`,
      label: 'padding',
      preview: `${bytes.length - end} bytes`,
      span: { offset: end, length: bytes.length - end },
      children: [],
    });
  return {
    tree: { path: file.path, label: file.name, span: { offset: 0, length: bytes.length }, children },
    tokens: tile(message.tokens, bytes.length, bytes),
  };
}

/** A content file holds what the OID of its object says. */
function explainContent(file: CardFile, object: ObjectPlace | undefined): ExplainedFile {
  if (object?.oid === OIDS.lwm2mBootstrap) return explainLwm2m(file, object.offset);
  if (object?.oid === OIDS.accessControl) return explainValue(file, 'MainFileRecord', object.offset);
  return explainMessage(file, object);
}

/**
 * Explains a file that was read from a card, by its role. Spans are places in `file.bytes`.
 * @param objects objects of the card: they tell what a content file holds and where in it that begins.
 * @param certificates reads the certificates in it: `certificateWords`; without it they show their structure alone
 */
export function explainFile(
  file: CardFile,
  objects: readonly ObjectPlace[] = [],
  certificates?: CertificateWords,
): ExplainedFile {
  const { role } = file;
  if (isDirectoryRole(role)) return withDirectValues(explainDirectory(file, role, certificates), file);
  switch (role) {
    case 'efDir':
      return explainDir(file);
    case 'tokenInfo':
      return explainValue(file, 'TokenInfo');
    case 'certificate':
      return explainValue(file, 'CertificateFile', 0, certificates);
    case 'content':
      return explainContent(
        file,
        objects.find((object) => object.path === file.path && !object.direct),
      );
    case 'other':
      return explained(file, [], []);
  }
}
