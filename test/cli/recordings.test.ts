import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPLAINED_CODES } from '../../cli/explain-code.ts';
import type { Act } from '../../cli/main.ts';
import { addBundleVerb } from '../../cli/verbs/bundle.ts';
import { addCompareVerb } from '../../cli/verbs/compare.ts';
import { addDiagnoseVerb } from '../../cli/verbs/diagnose.ts';
import { addExplainVerb } from '../../cli/verbs/explain.ts';
import { addSimulateVerb } from '../../cli/verbs/simulate.ts';
import { FINDING_ROWS } from '../../core/bootstrap/finding-rows.ts';
import { REASON_ROWS } from '../../core/device/reason-rows.ts';
import { LINK_WORDS } from '../../core/trace/link-words.ts';
import { recordedRead } from '../core/trace/trace-files.ts';
import { runVerb } from '../support/run-verbs.ts';

const folder = mkdtempSync(join(tmpdir(), 'bootcard-recordings-'));
const at = (name: string) => join(folder, name);
const verbs = (program: Command, act: Act) => {
  for (const add of [addBundleVerb, addCompareVerb, addDiagnoseVerb, addExplainVerb, addSimulateVerb])
    add(program, act);
};
const run = (...args: string[]) => runVerb(at('data'), verbs, args);

const CODE = 'dm-source-mismatch';
/** What programs write of the same exchanges. */
const FORMS = {
  'arrows.log': (c: string, r: string) => `> ${c}\n< ${r}\n`,
  'pairs.txt': (c: string, r: string) => `${c}\n${r}\n`,
  'modem.log': (c: string, r: string) => `AT+CSIM=${c.length},"${c}"\n+CSIM: ${r.length},"${r}"\nOK\n`,
} as const;
const LOGS = Object.keys(FORMS);

beforeAll(async () => {
  const { trace } = await recordedRead(`fault-${CODE}`, 'device');
  for (const [name, form] of Object.entries(FORMS))
    writeFileSync(at(name), trace.lines.map(({ c = '', r = '' }) => (c === '' ? '' : form(c, r))).join(''));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a log of another program stands for the card that it shows', () => {
  it.each(LOGS)('%s is diagnosed, and the devices stop where the card makes them', async (name) => {
    const diagnosed = await run('diagnose', at(name), '--json');
    expect(diagnosed.error).toBeUndefined();
    expect(diagnosed.json()).toMatchObject({ verdict: 'fail', root: CODE, modes: ['3g'] });
    const [conforming] = diagnosed.json<{ devices: { profile: string; code: string }[] }>().devices;
    expect(conforming).toMatchObject({ profile: 'conforming', code: 'source-mismatch' });
    expect((await run('simulate', at(name))).code).toBe(1);
  });

  it('is bundled, and the bundle opens as that card', async () => {
    const made = await run('bundle', at('arrows.log'), '-o', at('log.bootcard-bundle'));
    expect([made.error, made.code]).toEqual([undefined, 0]);
    expect((await run('diagnose', at('log.bootcard-bundle'), '--json')).json()).toMatchObject({ root: CODE });
  });

  it('is compared with a card', async () => {
    expect((await run('compare', at('arrows.log'), at('modem.log'))).code).toBe(0);
    expect((await run('compare', `virtual:fault-${CODE}`, at('pairs.txt'))).code).toBe(1);
  });
});

describe('what is no card and no message', () => {
  it.each([
    ['empty.bin', '', 'message-invalid'],
    ['half.card.json', '{"format":"bootcard-card/1"}', 'image-invalid'],
  ])('%s is refused as what it is', async (name, content, code) => {
    writeFileSync(at(name), content);
    const refused = await run('diagnose', at(name));
    expect([refused.code, refused.error?.code]).toEqual([2, code]);
  });
});

describe('a message alone', () => {
  it('is told of clients that it can part, and by all of its bytes', async () => {
    writeFileSync(at('blank.bin'), new Uint8Array(300).fill(0xff));
    const told = await run('diagnose', at('blank.bin'), '--json');
    expect(told.json()).toMatchObject({ root: 'file-blank', findings: [{ where: { offset: 0, length: 300 } }] });
    const names = told.json<{ devices: { profile: string }[] }>().devices.map(({ profile }) => profile);
    expect(names).toContain('no-wbxml-tnds');
    for (const walker of ['short-ids', 'paths-from-mf', 'oid-only', 'fixed-length'])
      expect(names).not.toContain(walker);
  });
});

describe('explain', () => {
  it('has every code that an output names', async () => {
    const codes = [...Object.keys(FINDING_ROWS), ...Object.keys(REASON_ROWS), ...Object.keys(LINK_WORDS)];
    expect(EXPLAINED_CODES).toEqual(expect.arrayContaining(codes));
    for (const code of ['phone-past-end', 'source-mismatch', 'short-ids', 'noP2_0C']) {
      for (const language of ['en', 'zh']) {
        const told = await run('explain', code, '--lang', language);
        expect([told.code, told.out.length > 40], code).toEqual([0, true]);
      }
    }
  });

  it('says both where a finding and the reason of a device share a code', async () => {
    const told = (await run('explain', 'file-missing', '--json')).json();
    expect(told).toMatchObject({ what: 'finding', also: [{ what: 'rejection' }] });
  });
});
