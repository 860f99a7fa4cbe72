import type { FindingRow } from '../../core/bootstrap/finding-row.ts';
import { FINDING_ROWS } from '../../core/bootstrap/finding-rows.ts';
import { CLIENT_PROFILES } from '../../core/device/client-profiles.ts';
import { REASON_ROWS } from '../../core/device/reason-rows.ts';
import type { MoRow, MoTable } from '../../core/mo/mo-row.ts';
import { MO_TABLES } from '../../core/mo/objects.ts';
import { QUIRKS } from '../../core/virtual-card/quirks.ts';

/** The pages of docs/ that are made from the tables of the product: file name and text. */
export function docsFiles(): Map<string, string> {
  return new Map([
    ['findings.md', findingsPage()],
    ['management-objects.md', objectsPage()],
    ['card-quirks.md', quirksPage()],
    ['client-profiles.md', clientsPage()],
  ]);
}

const MADE = '<!-- Made by `node build/scripts/write-docs.ts` from the tables of the product; edits here are lost. -->';

/** Text as a cell of a table: no line ends, no bars, nothing that reads as markup. */
function cell(text: string | null): string {
  if (text === null) return '–';
  return text.replace(/\s+/g, ' ').replace(/[|*_`<>[\]\\]/g, '\\$&');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '--')), ...rows.map(line)].join('\n');
}

/** Areas of codes, in the order in which a device meets them. */
const AREAS = {
  dir: 'EF(DIR)',
  adf: 'The PKCS#15 application',
  channel: 'Logical channels',
  df: 'The directory of the application',
  class: 'Classes of commands',
  odf: 'EF(ODF)',
  dodf: 'EF(DODF)',
  file: 'The content file',
  access: 'Access',
  read: 'Reading',
  profile: 'Profiles',
  wbxml: 'WBXML',
  dm: 'The DM message',
  tnds: 'Management trees',
  mo: 'Management objects',
  cp: 'Client Provisioning',
  device: 'The device',
  card: 'The card',
} as const satisfies Record<string, string>;

function findingsPage(): string {
  const rows = Object.entries(FINDING_ROWS).map(([code, row]: [string, FindingRow]) => ({ code, row }));
  const areaOf = (code: string) => code.slice(0, code.indexOf('-'));
  const areas = [...new Set([...Object.keys(AREAS), ...rows.map(({ code }) => areaOf(code))])];
  const parts = areas.flatMap((area) => {
    const own = rows.filter(({ code }) => areaOf(code) === area);
    if (own.length === 0) return [];
    const title = new Map<string, string>(Object.entries(AREAS)).get(area) ?? area;
    return [
      `## ${title}\n\n${table(
        FINDING_HEAD,
        own.map(({ code, row }) => findingCells(code, row)),
      )}`,
    ];
  });
  return `${[`# Findings\n\n${MADE}`, FINDING_INTRO, ...parts].join('\n\n')}\n`;
}

const FINDING_HEAD = ['Code', 'Kind', 'Severity', 'Clause', 'What is wrong', 'What a device does', 'Fix'] as const;

const FINDING_INTRO = `What Bootcard can find on a card or in a message, ${Object.keys(FINDING_ROWS).length} findings.
A *fault* can be why a device does not bootstrap; with a *hazard* the card may be right and some devices still fail;
*context* needs knowledge from elsewhere, or only explains. Clauses without a name are those of OMA DM Bootstrap 1.3;
– is written where no text speaks to it. Words in braces are filled with the values seen.`;

function findingCells(code: string, row: FindingRow): readonly string[] {
  const { title, device, fix } = row.en;
  return [`\`${code}\``, row.kind, row.severity, cell(row.clause), cell(title), cell(device), cell(fix)];
}

const QUIRKS_INTRO = `How virtual cards deviate: names for \`quirks\` in a card image ([formats.md](formats.md)). A flag is \`true\`; where
a status word may stand instead, it is four hex digits in a string. Bootcard reads each of these cards.`;

function quirksPage(): string {
  const rows = Object.entries(QUIRKS).map(([name, { does, basis }]) => [`\`${name}\``, cell(does), cell(basis)]);
  return `${[`# Quirks of virtual cards\n\n${MADE}`, QUIRKS_INTRO, table(['Name', 'What the card does', 'Clause, or where it occurs'], rows)].join('\n\n')}\n`;
}

const CLIENTS_INTRO = `The DM clients that \`bootcard simulate\` switches on with a card, ${CLIENT_PROFILES.length} of them. All but the first differ from a
conforming one in the habit that their title names; the basis is the clause that allows the habit, or that it leaves. The hazards are
findings ([findings.md](findings.md)) that such a client trips over.`;

const REASONS_INTRO = `Why a client rejects what it finds: codes as \`simulate --json\` and \`diagnose --json\` have them. Words in braces are filled
with the values seen.`;

function clientsPage(): string {
  const clients = CLIENT_PROFILES.map(({ name, title, basis, hazards }) => [
    `\`${name}\``,
    cell(title.en),
    cell(basis),
    hazards.map((code) => `\`${code}\``).join(', ') || '–',
  ]);
  const reasons = Object.entries(REASON_ROWS).map(([code, row]) => [`\`${code}\``, cell(row.en), cell(row.clause)]);
  const parts = [
    `# Client profiles\n\n${MADE}`,
    CLIENTS_INTRO,
    table(['Name', 'Client', 'Basis', 'Hazards'], clients),
    `## Reasons\n\n${REASONS_INTRO}`,
    table(['Code', 'Reason', 'Clause'], reasons),
  ];
  return `${parts.join('\n\n')}\n`;
}

const OBJECTS_INTRO = `The management objects that Bootcard knows: what it checks them against, and where its forms take
their labels and help from. Rows marked *unverified* rest on names that implementations use; the standard's text was not
read, and they give hints only. Other objects are shown and edited as plain trees; a description of them (DDF) can be loaded.`;

function objectsPage(): string {
  const parts = MO_TABLES.map((object: MoTable) => {
    const version = object.version === undefined ? '' : ` (${object.version})`;
    const names = object.identifiers.map((name) => `\`${name}\``).join(', ');
    const rows = object.rows.map(objectCells);
    const body = rows.length === 0 ? 'It has no nodes of its own.' : table(OBJECT_HEAD, rows);
    return `## ${object.name}${version}\n\n${object.title.en}. Identifiers: ${names}.\n\n${body}`;
  });
  return `${[`# Management objects\n\n${MADE}`, OBJECTS_INTRO, ...parts].join('\n\n')}\n`;
}

const OBJECT_HEAD = ['Node', 'Format', 'Occurrence', 'Access', 'Values', 'Clause', 'Help'] as const;

function objectCells(row: MoRow): readonly string[] {
  const source = row.source === 'unverified' ? '*unverified*' : cell(row.clause);
  const secret = row.secret === true ? ' Secret.' : '';
  return [
    `\`${row.path}\``,
    row.format,
    row.occurrence,
    cell(row.access),
    cell(valuesOf(row)),
    source,
    cell(`${row.help.en}${secret}`),
  ];
}

function valuesOf(row: MoRow): string | null {
  const plain =
    row.values?.join(', ') ??
    row.bits?.map((bit) => `${bit.value} ${bit.name}`).join(', ') ??
    (row.range === undefined ? null : `${row.range[0]} to ${row.range[1]}`);
  if (row.default === undefined) return plain;
  return `${plain ?? ''}; default ${row.default}`.replace(/^; /, '');
}
