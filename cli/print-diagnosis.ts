import { toHex } from '../core/base/bytes.ts';
import type { FindingRow } from '../core/bootstrap/finding-row.ts';
import { FINDING_ROWS } from '../core/bootstrap/finding-rows.ts';
import type { DiagnosedFinding, Diagnosis, Evidence } from '../core/diagnosis/diagnosis.ts';
import { deviceTable } from './device-table.ts';
import { counted, table } from './output.ts';

const MARKS = { ok: '✔', warning: '▲', error: '✖', notReached: '○' } as const;
const SEVERITIES = { error: '✖', warning: '▲', info: 'ℹ' } as const;
const CLASSES = { '3g': 'ISO class', '2g': 'class A0' } as const;
const ROW = 16;

/** Rows of the bytes with carets under those that are meant. */
function evidenceLines({ file, part, offset, bytes, marked }: Evidence): readonly string[] {
  const of = part === 'header' ? ', answer to SELECT' : '';
  const lines = [`    ${file}${of}, offset ${marked.offset}, ${counted(marked.length, 'byte')}`];
  for (let at = 0; at < bytes.length; at += ROW) {
    const row = bytes.subarray(at, at + ROW);
    const first = offset + at;
    lines.push(`      ${first.toString(16).toUpperCase().padStart(4, '0')}  ${toHex(row, ' ')}`);
    const carets = [...row].map((_, i) => {
      const place = first + i - marked.offset;
      return place >= 0 && place < marked.length ? '^^' : '  ';
    });
    const under = carets.join(' ').trimEnd();
    if (under !== '') lines.push(`            ${under}`);
  }
  if (marked.offset + marked.length > offset + bytes.length) lines.push('      …');
  return lines;
}

function titleOf(code: string): string {
  const rows: Readonly<Record<string, FindingRow>> = FINDING_ROWS;
  return rows[code]?.en.title ?? code;
}

function inClasses({ modes }: DiagnosedFinding, all: Diagnosis['modes']): string {
  return modes.length === 0 || modes.length === all.length
    ? ''
    : ` (in ${modes.map((mode) => CLASSES[mode]).join(', ')} only)`;
}

/** A finding in full: what, the bytes, the clause, what a device does, what to do; its symptoms below it. */
function fullLines(
  finding: DiagnosedFinding,
  symptoms: readonly DiagnosedFinding[],
  all: Diagnosis,
): readonly string[] {
  const { code, severity, clause, message, where, evidence, device, fix } = finding;
  const place = [where.file, where.path].filter(Boolean).join(', ');
  return [
    `${SEVERITIES[severity]} ${code}: ${titleOf(code)}${clause === null ? '' : `  [${clause}]`}${inClasses(finding, all.modes)}`,
    `    ${message}`,
    ...(evidence !== null && finding.kind === 'fault'
      ? evidenceLines(evidence)
      : place === ''
        ? []
        : [`    at ${place}`]),
    ...(device === null ? [] : [`    a device: ${device}`]),
    ...(fix === null ? [] : [`    fix: ${fix}`]),
    ...symptoms.map((symptom) => `    └ follows from it: ${symptom.code}: ${symptom.message}`),
  ];
}

function causeLines(diagnosis: Diagnosis): readonly string[] {
  const { findings, root } = diagnosis;
  const causes = findings.filter(({ under }) => under === null);
  const symptomsOf = (cause: DiagnosedFinding) => {
    const from = findings.indexOf(cause) + 1;
    const rest = findings.slice(from);
    const end = rest.findIndex(({ under }) => under === null);
    return end < 0 ? rest : rest.slice(0, end);
  };
  const group = (title: string, own: readonly DiagnosedFinding[]) =>
    own.length === 0 ? [] : ['', title, ...own.flatMap((cause) => fullLines(cause, symptomsOf(cause), diagnosis))];
  const faults = causes.filter(({ kind }) => kind === 'fault');
  const roots = faults.filter(({ code }) => code === root);
  return [
    ...group('Cause', roots),
    ...group(
      roots.length === 0 ? 'Faults' : 'Besides',
      faults.filter((cause) => !roots.includes(cause)),
    ),
    ...group(
      'Some devices fail over',
      causes.filter(({ kind }) => kind === 'hazard'),
    ),
    ...group(
      'To know',
      causes.filter(({ kind }) => kind === 'context'),
    ),
  ];
}

/** A diagnosis for people: the verdict, the cause first, the way down, the devices. */
export function diagnosisLines(diagnosis: Diagnosis): readonly string[] {
  const { root, verdict, steps, devices, modes } = diagnosis;
  const asked = modes.length === 0 ? '' : `, asked in ${modes.map((mode) => CLASSES[mode]).join(' and ')}`;
  const works = devices.some(({ profile, result }) => profile.name === 'conforming' && result.outcome === 'accepted');
  const said =
    root === null
      ? verdict === 'ok'
        ? 'Nothing is wrong'
        : 'There are errors'
      : `${verdict === 'ok' ? 'It works, but' : 'The cause'}: ${titleOf(root)}`;
  return [
    `${verdict === 'ok' ? '✔' : '✖'} ${said}${asked}.`,
    // A fault may break a rule for the card, or concern one class alone.
    ...(verdict === 'fail' && works ? ['A conforming device bootstraps from it all the same; others need not.'] : []),
    ...causeLines(diagnosis),
    '',
    table(
      steps.map(({ verdict: mark, title, fact, clause, mode }) => [
        `${MARKS[mark]} ${title}`,
        mark === 'notReached' ? 'not reached' : fact,
        modes.length > 1 && mark !== 'ok' ? `${clause}, ${CLASSES[mode]}` : clause,
      ]),
    ),
    ...(devices.length === 0 ? [] : ['', deviceTable(devices)]),
  ];
}
