import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { concat, hex, toHex } from '../../core/base/bytes.ts';
import type { Result } from '../../core/base/result.ts';
import { encodeMessage } from '../../core/bootstrap/encode-message.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { messageFromXml } from '../../core/bootstrap/message-xml.ts';
import { provisioningCorpus } from '../support/provisioning-corpus.ts';
import { describeWith } from '../support/requires.ts';
import { vectorIn, vectorsOf } from '../support/vectors.ts';

const corpus = provisioningCorpus(150, 5);

function must<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Transaction 1, push, one byte of headers: application/vnd.wap.connectivity-wbxml. */
const pushed = (document: Uint8Array) => concat(hex('010601B6'), document);

interface Frame {
  /** Names of the dissectors that took it. */
  readonly protocols: string;
  readonly malformed: string;
  readonly text: string;
}

describeWith(['tshark'], 'tshark over provisioning documents', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootcard-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Dissects each payload as a WSP push to UDP port 2948. */
  function dissect(payloads: readonly Uint8Array[]): Frame[] {
    const [dump, capture] = [join(folder, 'dump.txt'), join(folder, 'push.pcap')];
    writeFileSync(dump, payloads.map((bytes) => `0000 ${toHex(bytes, ' ')}\n`).join('\n'));
    execFileSync('text2pcap', ['-q', '-u', '9200,2948', dump, capture], { stdio: 'pipe' });
    const options = { encoding: 'utf8', maxBuffer: 1 << 28, stdio: 'pipe' } as const;
    const fields = ['-T', 'fields', '-e', 'frame.protocols', '-e', '_ws.malformed'];
    const rows = execFileSync('tshark', ['-n', '-r', capture, ...fields], options).split('\n');
    const texts = execFileSync('tshark', ['-n', '-r', capture, '-V', '-O', 'wbxml'], options)
      .split(/^Frame \d+:/m)
      .slice(1);
    return payloads.map((_, index) => {
      const [protocols = '', malformed = ''] = rows[index]?.split('\t') ?? [];
      return { protocols, malformed, text: texts[index] ?? '' };
    });
  }

  it('dissects every document that Bootcard writes, in every style, without a malformed mark', () => {
    const documents = corpus.map((xml) => must(messageFromXml(xml)));
    const views = documents.map((bytes) => decodeMessage(bytes, 0, { expect: 'any' }));
    const styles = ['compatible', 'canonical', 'smallest'] as const;
    const encoded = styles.flatMap((style) => views.map((view) => must(encodeMessage(view, { style })).bytes));
    const frames = dissect([...documents, ...encoded].map(pushed));
    frames.forEach(({ protocols, malformed, text }, index) => {
      const xml = corpus[index % corpus.length];
      expect(protocols, xml).toContain('wbxml');
      expect(malformed, xml).toBe('');
      expect(text, xml).not.toContain('Malformed');
    });
  });

  it('reads the parms that Bootcard reads', () => {
    const { bytes } = vectorIn(vectorsOf('cp.json'), 'cp-w7-minimal');
    const view = decodeMessage(bytes, 0, { expect: 'any' });
    const [frame] = dissect([pushed(must(messageFromXml(view.xml)))]);
    for (const { value } of view.fields) if (value !== '' && value !== 'DIGEST') expect(frame?.text).toContain(value);
    expect(frame?.text).toContain('APPADDR');
  });

  it('takes the pushes of the field as Bootcard does', () => {
    const pushes = vectorsOf('cp.json').filter((vector) => vector.kind.startsWith('wsp'));
    dissect(pushes.map((vector) => vector.bytes)).forEach(({ protocols, malformed }, index) => {
      expect(protocols, pushes[index]?.name).toContain('wbxml');
      expect(malformed, pushes[index]?.name).toBe('');
    });
  });

  it('marks a document that is cut, so that the marks above would show', () => {
    const [frame] = dissect([pushed(must(messageFromXml(corpus[0] ?? '')).subarray(0, 40))]);
    expect(frame?.malformed).not.toBe('');
  });
});
