import type { Span } from '../base/span.ts';
import type { StructureNode } from '../base/structure.ts';
import { lwm2mSecrets, readLwm2mBootstrap } from '../pkcs15/lwm2m.ts';
import { explainFile } from './explain-file.ts';
import { decodeMessage } from './message.ts';
import { type ObjectPlace, objectContent } from './object-content.ts';
import type { CardFile } from './read-result.ts';

function marked(node: StructureNode): readonly Span[] {
  return node.secret === true ? [node.valueSpan ?? node.span] : node.children.flatMap(marked);
}

/** Spans in order, those that touch or overlap as one. */
function merged(spans: readonly Span[]): readonly Span[] {
  const out: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.offset - b.offset)) {
    const last = out.at(-1);
    if (last === undefined || span.offset > last.offset + last.length) out.push(span);
    else {
      const end = Math.max(last.offset + last.length, span.offset + span.length);
      out[out.length - 1] = { offset: last.offset, length: end - last.offset };
    }
  }
  return out;
}

/**
 * Secrets in bytes of which nothing says what they are: those of a bootstrap message, and the keys of LwM2M content that
 * decodes to its end.
 */
export function unnamedSecrets(bytes: Uint8Array): readonly Span[] {
  const lwm2m = readLwm2mBootstrap(bytes);
  return merged([...decodeMessage(bytes).secrets, ...(lwm2m.fault === null ? lwm2mSecrets(lwm2m) : [])]);
}

/**
 * Every place in a file that is masked wherever the file is shown: secrets of the objects that stand in it, and what its
 * explanation hides. In order, without overlap.
 * @param objects objects whose bytes stand in the file, as its directory tells them
 */
export function fileSecrets(file: CardFile, objects: readonly ObjectPlace[] = []): readonly Span[] {
  const own = objects.filter(({ path }) => path === file.path);
  const told = own.flatMap((object) => objectContent({ files: [file] }, object)?.secrets ?? []);
  const shown = marked(explainFile(file, own).tree);
  return merged([...told, ...shown, ...(own.length === 0 ? unnamedSecrets(file.bytes) : [])]);
}
