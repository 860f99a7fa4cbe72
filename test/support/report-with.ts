import type { Report, ReportFinding } from '../../core/report/report.ts';

const FINDING: ReportFinding = {
  code: 'dodf-oid-wrong',
  kind: 'fault',
  severity: 'error',
  title: 'Another OID',
  message: 'The object is not that of DM bootstrap.',
  clause: 'D.4.2',
  where: { file: '3F007F506420', offset: 4, length: 2 },
  device: 'Passes it over.',
  fix: 'Write the OID 2.23.43.7.1.',
  step: 'dodf',
  modes: ['3g', '2g'],
  under: null,
  evidence: {
    file: '3F007F506420',
    part: 'body',
    offset: 0,
    hex: '3022A10C2A3C7363726970743E00FFFF',
    marked: { offset: 4, length: 2 },
  },
};

/** A report of nothing, with what is given put in. */
export function reportWith(own: Partial<Report> = {}): Report {
  return {
    format: 'bootcard-report/1',
    language: 'en',
    made: { created: '2026-11-21T12:00:00.000Z', version: '0.1.0', node: 'v24', os: 'Linux' },
    source: { kind: 'image', name: 'it.card.json' },
    card: { platform: 'uicc', modes: ['3g', '2g'], atr: '3B00', iccid: '89001010000000000018', protocol: 'T=0' },
    verdict: 'ok',
    root: null,
    steps: [],
    findings: [],
    objects: [],
    message: null,
    devices: [],
    tree: null,
    files: [],
    cost: [],
    notes: [],
    secretsShown: false,
    ...own,
  };
}

/** So many findings of all severities, some under the first; one with a text that has no place to break. */
export function manyFindings(count: number): readonly ReportFinding[] {
  return Array.from({ length: count }, (_, i): ReportFinding => {
    if (i === 0) return FINDING;
    const severity = (['error', 'warning', 'info'] as const)[i % 3] ?? 'info';
    const message = i === 3 ? `The value ${'x'.repeat(400)} is too long.` : FINDING.message;
    return { ...FINDING, code: `code-${i}`, severity, message, under: i % 4 === 1 ? FINDING.code : null };
  });
}
