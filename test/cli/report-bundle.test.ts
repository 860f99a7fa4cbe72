import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addBundleVerb } from '../../cli/verbs/bundle.ts';
import { utf8 } from '../../core/base/bytes.ts';
import { NORDTEL } from '../../core/bootstrap/default-message.ts';
import type { Bundle } from '../../core/report/bundle.ts';
import type { Report } from '../../core/report/report.ts';
import { runCli } from '../support/run-cli.ts';
import { runVerb } from '../support/run-verbs.ts';
import { formsOfSecret } from '../support/secret-forms.ts';

let folder = '';
const cli = (...args: string[]) => runCli(args, { cwd: folder, env: { BOOTCARD_DATA: join(folder, 'data') } });
const text = (name: string) => readFileSync(join(folder, name), 'utf8');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-report-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('report', () => {
  it('writes HTML or JSON, by the name of the file', async () => {
    const run = await cli('report', 'virtual:fault-odf-truncated', '-o', 'a.html');
    expect(run).toMatchObject({ code: 0, stdout: 'odf-truncated, in a.html\n' });
    expect(text('a.html')).toMatch(/^<!doctype html>/);
    const printed = await cli('report', 'virtual:fault-odf-truncated', '-o', '-');
    const report = JSON.parse(printed.stdout) as Report;
    expect(report).toMatchObject({ format: 'bootcard-report/1', root: 'odf-truncated', source: { kind: 'image' } });
    expect(report.files.some(({ name, read }) => name === 'EF(ICCID)' && read === 'always')).toBe(true);
  });

  it('takes a trace and a message too', async () => {
    await cli('read', 'virtual:uicc', '--trace', 'x.trace.jsonl');
    await cli('new', 'message', '-o', 'm.yaml');
    for (const [name, kind] of [
      ['x.trace.jsonl', 'trace'],
      ['m.yaml', 'message'],
    ] as const) {
      const run = await cli('report', name, '-o', `${kind}.json`);
      expect(run.code, run.stderr).toBe(0);
      const report = JSON.parse(text(`${kind}.json`)) as Report;
      expect(report).toMatchObject({ source: { kind, name }, root: null, message: { profile: 'dm' } });
    }
  });

  it('shows secrets only after that is on record', async () => {
    await cli('report', 'virtual:fault-access-secrets-open', '-o', 'hidden.json');
    expect(text('hidden.json')).not.toContain(NORDTEL.clientSecret);
    await cli('report', 'virtual:fault-access-secrets-open', '-o', 'shown.json', '--show-secrets');
    expect(text('shown.json')).toContain(NORDTEL.clientSecret);
    expect(text('data/shown-secrets.log')).toContain('"verb":"report"');
  });
});

describe('bundle', () => {
  it('is one file without secrets that opens as a card and stays as it is', async () => {
    const run = await cli(
      'bundle',
      'virtual:fault-access-secrets-open',
      '-o',
      'x.bootcard-bundle',
      '--trace',
      'x.trace.jsonl',
    );
    expect(run.code, run.stderr).toBe(0);
    const kept = text('x.bootcard-bundle');
    for (const secret of [NORDTEL.clientSecret, NORDTEL.serverSecret])
      for (const form of formsOfSecret(utf8(secret))) expect(kept).not.toContain(form);
    const bundle = JSON.parse(kept) as Bundle;
    expect(bundle.trace?.lines.length).toBeGreaterThan(10);
    const again = await cli('diagnose', 'virtual:x.bootcard-bundle', '--json');
    expect(again.stdout).toContain('access-secrets-open');
    const same = await cli('compare', 'x.bootcard-bundle', 'virtual:x.bootcard-bundle');
    expect(same.code, same.stdout).toBe(0);
    const read = await cli('read', 'virtual:x.bootcard-bundle', '--key', 'pin1=ascii:00000000', '--json');
    expect(read.code, read.stderr).toBeLessThan(2);
    expect(text('x.bootcard-bundle')).toBe(kept);
  });

  it('of a card in a reader has its dump and what went over the link', async () => {
    const file = join(folder, 'reader.bootcard-bundle');
    const args = ['bundle', 'pcsc:a reader', '-o', file];
    const run = await runVerb(join(folder, 'data'), addBundleVerb, args, (real) => ({
      open: () => real.open('virtual:uicc'),
    }));
    expect(run.error).toBeUndefined();
    const bundle = JSON.parse(text('reader.bootcard-bundle')) as Bundle;
    expect(bundle.report.source).toEqual({ kind: 'card', name: 'pcsc:a reader' });
    expect(bundle.image.files.some(({ path }) => path === '3F007F506421')).toBe(true);
    expect(bundle.trace?.lines.some(({ name }) => name === 'READ BINARY')).toBe(true);
    for (const secret of [NORDTEL.clientSecret, NORDTEL.serverSecret])
      for (const form of formsOfSecret(utf8(secret))) expect(text('reader.bootcard-bundle')).not.toContain(form);
  });

  it('refuses another ending, for by it the file is known as a card', async () => {
    const run = await cli('bundle', 'virtual:uicc', '-o', 'x.json');
    expect(run).toMatchObject({ code: 2 });
    expect(run.stderr).toContain('.bootcard-bundle');
  });
});

describe('compare as a gate', () => {
  it('passes cards of one series, and fails on what matters', async () => {
    const golden = await cli('compare', 'virtual:uicc-3g', 'virtual:uicc', '--golden', '--ignore', 'modes', '--json');
    expect(golden.code, golden.stdout).toBe(0);
    expect(JSON.parse(golden.stdout)).toMatchObject({
      equal: true,
      ignored: expect.arrayContaining(['ICCID', 'modes']),
    });
    expect((await cli('compare', 'virtual:uicc-blank', 'virtual:uicc', '--golden')).code).toBe(1);
  });
});
