import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultMessage, NORDTEL } from '../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { messageFromXml } from '../../core/bootstrap/message-xml.ts';
import { childElements, readXml, textOf, type XmlElement } from '../../core/xml/read.ts';
import { describeWith } from '../support/requires.ts';

type Tree = [string, string | Tree[]];

/** Names and texts; white space between elements, and libwbxml's own idea of Type, left out. */
function treeOf(element: XmlElement): Tree {
  const inner = childElements(element);
  if (inner.length > 0) return [element.name, inner.map(treeOf)];
  const text = textOf(element);
  return [element.name, element.name === 'Type' ? text.replace('dmtnds+xml', 'dmtnds+wbxml') : text];
}

function parsed(xml: string): Tree {
  const read = readXml(xml);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return treeOf(read.value);
}

/** Nonces that are text: libwbxml writes opaque bytes into XML as they are. */
const TEXT_NONCES = { ...NORDTEL, clientNonce: new Uint8Array(), serverNonce: new Uint8Array() };

describeWith(['libwbxml'], 'libwbxml', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootcard-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (program: string, options: readonly string[], input: Uint8Array | string): Buffer => {
    const [from, to] = [join(folder, 'in'), join(folder, 'out')];
    writeFileSync(from, input);
    execFileSync(program, [...options, '-o', to, from], { stdio: 'pipe' });
    return execFileSync('cat', [to]);
  };

  it('reads what Bootcard encodes as the same tree', () => {
    const bytes = defaultMessage(TEXT_NONCES);
    const xml = run('wbxml2xml', ['-m', '0'], bytes).toString('utf8');
    expect(parsed(xml)).toEqual(parsed(decodeMessage(bytes).xml));
  });

  it('reads texts outside ASCII and markup alike', () => {
    const xml = decodeMessage(defaultMessage({ ...TEXT_NONCES, name: 'Nörd & <Tel> 漢' })).xml;
    const ours = messageFromXml(xml);
    if (!ours.ok) throw new Error('not encoded');
    expect(parsed(run('wbxml2xml', ['-m', '0'], ours.value).toString('utf8'))).toEqual(parsed(xml));
  });

  it('encodes to what Bootcard reads as the same tree', () => {
    const xml = decodeMessage(defaultMessage(TEXT_NONCES)).xml;
    const typed = `<?xml version="1.0"?><!DOCTYPE SyncML PUBLIC "-//SYNCML//DTD SyncML 1.2//EN" "http://www.openmobilealliance.org/tech/DTD/OMA-TS-SyncML_RepPro_DTD-V1_2.dtd">${xml}`;
    const view = decodeMessage(run('xml2wbxml', ['-n', '-v', '1.2'], typed));
    expect(view.findings).toEqual([]);
    expect(parsed(view.xml)).toEqual(parsed(xml));
  });
});
