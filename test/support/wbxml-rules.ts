import { expect } from 'vitest';
import { equalBytes } from '../../core/base/bytes.ts';
import { decodeWbxml } from '../../core/wbxml/decode.ts';
import { draftOf } from '../../core/wbxml/draft.ts';
import { encodeWbxml } from '../../core/wbxml/encode.ts';
import { WBXML_LIMITS } from '../../core/wbxml/scanner.ts';
import { writeWbxml } from '../../core/wbxml/write.ts';
import { generateDocuments } from './generate-documents.ts';
import { mutated } from './mutate.ts';
import { Random } from './random.ts';
import { vectorsOf } from './vectors.ts';

/** What mutations start from: the vectors, and generated documents written in both ways. */
export function seeds(): Uint8Array[] {
  const vectors = ['message.json', 'cp.json'].flatMap((file) => vectorsOf(file)).map(({ bytes }) => bytes);
  const generated = generateDocuments(40, 9000).flatMap(({ draft }) => [
    writeWbxml(draft),
    writeWbxml(draft, { strings: 'table' }),
  ]);
  return [...vectors, ...generated.filter((bytes) => bytes.length < 1500)];
}

/**
 * Decodes `count` mutated documents and holds of each what must hold of any bytes: no throw; steps that the bytes and the
 * limits bound; the same bytes again from what decodes; and the same content again from its draft.
 * @returns how many decoded.
 */
export function checkMutated(count: number, seed: number): number {
  const random = new Random(seed);
  const from = seeds();
  let decoded = 0;
  for (let left = count; left > 0; left--) {
    const bytes = mutated(random.pick(from), random);
    const decoding = decodeWbxml(bytes);
    // Each byte begins at most one token on each level of embedding.
    if (
      decoding.cost.nodes > WBXML_LIMITS.depth * bytes.length ||
      decoding.cost.text > WBXML_LIMITS.text + bytes.length
    )
      expect.fail(`${decoding.cost.nodes} nodes, ${decoding.cost.text} bytes of text from ${bytes.length} bytes`);
    if (!decoding.ok) continue;
    decoded++;
    const { document } = decoding;
    if (!equalBytes(encodeWbxml(document), bytes.subarray(0, document.span.length)))
      expect.fail(`not byte for byte: ${Buffer.from(bytes).toString('hex')}`);
    const draft = draftOf(document);
    if (draft === undefined || draft.lossy) continue;
    const written = writeWbxml(draft);
    const again = decodeWbxml(written);
    const draftAgain = again.ok ? draftOf(again.document) : undefined;
    if (draftAgain === undefined || !equalBytes(writeWbxml(draftAgain), written))
      expect.fail(`not the same again: ${Buffer.from(bytes).toString('hex')}`);
  }
  return decoded;
}
