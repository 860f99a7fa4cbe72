import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { simulateAll } from '../../../core/device/simulate.ts';
import { diagnoseCard } from '../../../core/diagnosis/diagnose-card.ts';
import { buildReport } from '../../../core/report/build-report.ts';
import type { Report } from '../../../core/report/report.ts';
import { reportHtml, reportJson } from '../../../core/report/report-html.ts';
import { manyFindings, reportWith } from '../../support/report-with.ts';
import { formsOfSecret } from '../../support/secret-forms.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

const MADE = { created: '2026-11-21T12:00:00.000Z', version: '0.1.0', node: 'v24', os: 'Linux' };

async function reportOf(
  name: string,
  options: { language?: 'en' | 'zh'; showSecrets?: boolean } = {},
): Promise<Report> {
  const image = builtinCard(name);
  if (image === undefined) throw new Error(name);
  const { link, close } = await openVirtualLink(image);
  const card = await diagnoseCard(link, { mode: 'auto' });
  if (!card.ok) throw new Error(card.error.code);
  const devices = await simulateAll(link);
  if (!devices.ok) throw new Error(devices.error.code);
  await close();
  const input = { source: { kind: 'image', name } as const, made: MADE, ...card.value, devices: devices.value };
  return buildReport(input, { language: 'en', showSecrets: false, ...options });
}

const HOSTILE = `<script>alert(1)</script>"'&\u202e<img src=x onerror=alert(2)>\u0000`;

/** Puts the hostile text into every string that does not choose words. */
function poisoned<T>(value: T, key = ''): T {
  const chosen = [
    'language',
    'verdict',
    'severity',
    'kind',
    'outcome',
    'step',
    'id',
    'hex',
    'under',
    'platform',
    'protocol',
  ];
  if (typeof value === 'string') return (chosen.includes(key) || ['3g', '2g'].includes(value) ? value : HOSTILE) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => poisoned(item, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, poisoned<unknown>(item, name)])) as T;
}

describe('a report', () => {
  it('has the root cause first, in HTML and in JSON', async () => {
    const report = await reportOf('fault-odf-truncated');
    expect(report.root).toBe('odf-truncated');
    expect(report.findings[0]).toMatchObject({ code: 'odf-truncated', under: null });
    expect(report.devices.length).toBeGreaterThan(30);
    const page = reportHtml(report);
    expect(page).toContain(`<h1>${report.findings[0]?.message}</h1>`);
    expect(page).toContain('<mark>A7</mark>');
    for (const { code } of report.findings) expect(page).toContain(`<code>${code}</code>`);
    expect(JSON.parse(reportJson(report))).toEqual(JSON.parse(JSON.stringify(report)));
  });

  it('has every finding once', () => {
    const findings = manyFindings(40);
    const page = reportHtml(reportWith({ verdict: 'fail', root: findings[0]?.code ?? null, findings }));
    expect(page.match(/<article class="finding">/g)).toHaveLength(40);
  });

  it('masks secrets with stars that do not tell their length, unless they are asked for', async () => {
    const read = await reportOf('fault-access-secrets-open');
    expect(read.message?.fields.some(({ secret, value }) => secret && value === '********')).toBe(true);
    for (const text of [reportHtml(read), reportJson(read)])
      for (const secret of [NORDTEL.clientSecret, NORDTEL.serverSecret])
        for (const form of formsOfSecret(utf8(secret))) expect(text).not.toContain(form);
    expect(read.message?.xml).not.toMatch(/[^*]\*{9,}|[^*]\*{1,7}<\/Value/);
    const shown = await reportOf('fault-access-secrets-open', { showSecrets: true });
    expect(reportJson(shown)).toContain(NORDTEL.clientSecret);
    expect(reportHtml(shown)).toContain('stand in this report in clear');
  });

  it('has the tree that a conforming device holds then, secrets masked', async () => {
    const good = await reportOf('uicc-3g');
    const page = reportHtml(good);
    expect(page).toContain('Management tree');
    expect(page).toMatch(/\.\/DMAcc\/NordTel\/AppAuth\/1\/AAuthSecret<\/td><td class="mono">\*{8}</);
    expect(page).toContain('./DMAcc/NordTel/ServerID</td><td class="mono">nordtel<');
    for (const text of [page, reportJson(good)])
      for (const secret of [NORDTEL.clientSecret, NORDTEL.serverSecret])
        for (const form of formsOfSecret(utf8(secret))) expect(text).not.toContain(form);
    expect(reportJson(await reportOf('uicc-3g', { showSecrets: true }))).toContain(`"${NORDTEL.clientSecret}"`);
    const bad = await reportOf('fault-odf-truncated');
    expect([bad.tree, reportHtml(bad).includes('Management tree')]).toEqual([null, false]);
    // What came by Client Provisioning stands in the same tree.
    const { tree } = await reportOf('fault-dodf-provisioning-only');
    expect(tree?.children.map(({ name }) => name)).toEqual(['DevInfo', 'DevDetail', 'Inbox', 'NAP', 'DMAcc']);
  });

  it('says it in Chinese', async () => {
    const report = await reportOf('fault-odf-truncated', { language: 'zh' });
    expect(report.findings[0]?.message).toMatch(/[\u4e00-\u9fff]/);
    expect(report.devices.every(({ title }) => /[\u4e00-\u9fff]/.test(title))).toBe(true);
    const page = reportHtml(report);
    expect(page).toContain('<html lang="zh-CN">');
    expect(page).not.toMatch(/Findings|Root cause|not reached/);
  });

  it('escapes whatever comes from a card', async () => {
    const report = await reportOf('fault-access-secrets-open');
    const many = {
      ...report,
      findings: manyFindings(5),
      files: [{ path: 'x', name: 'x', kind: 'ef', structure: 'x', size: 1, read: 'x', update: 'x' }] as const,
      notes: ['x'],
    };
    const page = reportHtml(poisoned(many));
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\ufffd&lt;img');
    for (const sign of ['<script', '<img', '\u202e', '\u0000']) expect(page).not.toContain(sign);
    expect(page.match(/<[a-z!/][^>]*>/g)?.every((tag) => !/ on\w+=|src=|href=/.test(tag))).toBe(true);
  });

  it('lets nothing be loaded and nothing run', async () => {
    const page = reportHtml(reportWith());
    expect(page).toMatch(
      /content="default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; base-uri 'none'; form-action 'none'"/,
    );
    expect(page).not.toMatch(/<script|<link|<img|url\(|@import|style="/);
  });

  it('knows a message without a card', () => {
    const bytes = utf8('x');
    const view = decodeMessage(bytes);
    const report = buildReport(
      {
        source: { kind: 'message', name: 'm' },
        made: MADE,
        diagnosis: { verdict: 'ok', root: null, findings: [], steps: [], modes: [], devices: [] },
        devices: [],
        reads: [],
        message: view,
      },
      { language: 'en', showSecrets: false },
    );
    expect(report).toMatchObject({ card: null, message: null, files: [] });
    expect(reportHtml(report)).toContain('No message was read.');
  });
});
