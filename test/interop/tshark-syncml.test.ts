import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { concat, toHex, utf8 } from '../../core/base/bytes.ts';
import { writeWbxml } from '../../core/wbxml/write.ts';
import { generateDocuments } from '../support/generate-documents.ts';
import { describeWith } from '../support/requires.ts';
import { vectorIn, vectorsOf } from '../support/vectors.ts';

const documents = generateDocuments(150, 20_000).filter(({ kind }) => kind === 'syncml');

/** An HTTP answer with a message as its body. */
function answer(body: Uint8Array): Uint8Array {
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/vnd.syncml.dm+wbxml\r\nContent-Length: ${body.length}\r\n\r\n`;
  return concat(utf8(head), body);
}

describeWith(['tshark'], 'tshark over SyncML messages', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootcard-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Protocols, mark of malformation and dissection of each body; each stands in a TCP stream of its own. */
  function dissect(bodies: readonly Uint8Array[]) {
    const options = { encoding: 'utf8', maxBuffer: 1 << 28, stdio: 'pipe' } as const;
    const captures = bodies.map((body, index) => {
      const [dump, capture] = [join(folder, `${index}.txt`), join(folder, `${index}.pcap`)];
      writeFileSync(dump, `0000 ${toHex(answer(body), ' ')}\n`);
      return { dump, capture, port: String(20_000 + index) };
    });
    const script = captures
      .map(({ dump, capture, port }) => `text2pcap -q -T 80,${port} ${dump} ${capture}`)
      .join('\n');
    execFileSync('sh', ['-e'], { ...options, input: script });
    const merged = join(folder, 'all.pcap');
    // -a: one after the other, as all were captured at the same time.
    execFileSync('mergecap', ['-a', '-w', merged, ...captures.map(({ capture }) => capture)], options);
    const fields = ['-T', 'fields', '-e', 'frame.protocols', '-e', '_ws.malformed'];
    const rows = execFileSync('tshark', ['-n', '-r', merged, ...fields], options).split('\n');
    const texts = execFileSync('tshark', ['-n', '-r', merged, '-V', '-O', 'wbxml'], options)
      .split(/^Frame \d+:/m)
      .slice(1);
    return bodies.map((_, index) => {
      const [protocols = '', malformed = ''] = rows[index]?.split('\t') ?? [];
      return { protocols, malformed, text: texts[index] ?? '' };
    });
  }

  it.each(['inline', 'table'] as const)(
    'dissects every message with %s strings without a malformed mark',
    (strings) => {
      dissect(documents.map(({ draft }) => writeWbxml(draft, { strings }))).forEach(
        ({ protocols, malformed, text }, index) => {
          const { name } = documents[index] ?? {};
          expect(protocols, name).toContain('wbxml');
          expect(malformed, name).toBe('');
          expect(text, name).not.toMatch(/malformed|unknown tag/i);
          expect(text, name).toContain('<SyncBody>');
        },
      );
    },
  );

  it('marks a message that is cut, so that the marks above would show', () => {
    const { bytes } = vectorIn(vectorsOf('message.json'), 'dm-bootstrap-tnds-wbxml');
    const [frame] = dissect([bytes.subarray(0, 40)]);
    expect(frame?.malformed).not.toBe('');
  });
});
