import { fromHex, utf8 } from '../base/bytes.ts';
import { sha256 } from '../base/sha256.ts';
import { toBase64 } from '../syncml/base64.ts';
import { type Html, html, rawHtml } from './html.ts';
import type { Report, ReportField } from './report.ts';
import { findingsHtml } from './report-findings.ts';
import { type GlyphName, glyph, tableOf } from './report-parts.ts';
import { REPORT_STYLE } from './report-style.ts';
import { treeHtml } from './report-tree.ts';
import { filled, REPORT_WORDS, type ReportWords } from './report-words.ts';

/** Nothing is loaded and nothing runs; the one style sheet is named by its digest. */
function contentPolicy(): string {
  const digest = toBase64(fromHex(sha256(utf8(REPORT_STYLE))) ?? new Uint8Array());
  return `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
}

function section(title: string, content: Html): Html {
  return html`<section><h2>${title}</h2>
${content}</section>
`;
}

/** The cause in one sentence, before everything else. */
function verdictHtml(report: Report, words: ReportWords): Html {
  const { verdict, root, findings, devices } = report;
  const cause = findings.find(({ code, under }) => code === root && under === null);
  const first = cause ?? (verdict === 'fail' ? findings.find(({ severity }) => severity === 'error') : undefined);
  const warned = findings.some(({ severity }) => severity === 'warning');
  const kind: GlyphName = verdict === 'fail' ? 'error' : warned ? 'warning' : 'ok';
  // Some faults break a rule for the card, or concern one class alone: a conforming device bootstraps all the same.
  const works = devices.some(({ profile, outcome }) => profile === 'conforming' && outcome === 'accepted');
  const good = warned ? words.hazards : words.good;
  const said = root === null && verdict === 'ok' ? good : works || verdict === 'ok' ? words.nevertheless : words.bad;
  return html`<div class="verdict ${kind}">${glyph(kind)}<div><h1>${first?.message ?? said}</h1>${
    first === undefined
      ? null
      : html`<p>${said}${first.device === null ? null : html` ${first.device}`}</p>
<p class="muted"><code>${first.code}</code>${first.clause === null ? null : html` · ${words.labels.clause} ${first.clause}`}${
          first.fix === null ? null : html` · ${words.labels.fix}: ${first.fix}`
        }</p>`
  }</div></div>
`;
}

function factsHtml({ card, source, made }: Report, words: ReportWords): Html {
  const { labels } = words;
  const mono = (text: string) => html`<span class="mono">${text}</span>`;
  const facts: readonly (readonly [string, Html | string])[] = [
    ...(card === null
      ? []
      : ([
          [labels.iccid, card.iccid === null ? words.notKnown : mono(card.iccid)],
          [labels.platform, card.platform.toUpperCase()],
          [labels.modes, card.modes.map((mode) => mode.toUpperCase()).join(', ')],
          [labels.protocol, card.protocol],
          [labels.atr, card.atr === null ? words.notKnown : mono(card.atr)],
        ] as const)),
    [labels.from, `${words.source[source.kind]} ${source.name}`],
    [labels.made, made.created],
  ];
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function walkHtml({ steps }: Report, words: ReportWords): Html {
  if (steps.length === 0) return html`<p>${words.noSteps}</p>`;
  const { labels } = words;
  return tableOf(
    [
      { title: labels.step, kind: 'fix' },
      { title: labels.verdict, kind: 'fix' },
      { title: labels.fact },
      { title: labels.clause, kind: 'fix' },
    ],
    steps.map(({ title, verdict, fact, clause }) => [
      html`<strong>${title}</strong>`,
      html`${glyph(verdict)} <span class="word ${verdict}">${words.verdicts[verdict]}</span>`,
      verdict === 'notReached' ? '' : fact,
      clause,
    ]),
  );
}

function devicesHtml({ devices }: Report, words: ReportWords): Html {
  const { labels } = words;
  const good = devices.filter(({ outcome }) => outcome === 'accepted').length;
  return html`<p>${filled(words.acceptedOf, { n: good, of: devices.length })}</p>
${tableOf(
  [
    { title: labels.client },
    { title: labels.outcome, kind: 'fix' },
    { title: labels.reason },
    { title: labels.clause },
  ],
  devices.map(({ title, outcome, stepNumber, reason, clause }, i) => {
    const kind = outcome === 'accepted' ? 'ok' : 'error';
    const said = outcome === 'accepted' ? words.accepted : filled(words.rejected, { n: stepNumber ?? 0 });
    // What stops the first one stops most: it is said once.
    const same = i > 0 && reason !== null && reason === devices[0]?.reason;
    const why = same ? html`<span class="muted">${words.asFirst}</span>` : (reason ?? '');
    return [title, html`${glyph(kind)} <span class="word ${kind}">${said}</span>`, why, same ? '' : (clause ?? '')];
  }),
)}`;
}

function objectsHtml({ objects }: Report, words: ReportWords): Html {
  const { labels } = words;
  return tableOf(
    [
      { title: labels.label },
      { title: 'OID' },
      { title: labels.path, kind: 'mono' },
      { title: labels.length, kind: 'num' },
      { title: labels.used, kind: 'fix' },
    ],
    objects.map(({ label, oid, title, path, length, chosen }) => [
      label ?? '–',
      html`<span class="mono">${oid}</span>${title === null ? null : ` ${title}`}`,
      path,
      length ?? words.notRead,
      chosen ? words.yes : '',
    ]),
  );
}

/** Values in the order of the message, a row above each group. */
function fieldsHtml(fields: readonly ReportField[], words: ReportWords): Html {
  const { labels } = words;
  const row = ({ path, value }: ReportField) =>
    html`<tr><td class="mono">${path}</td><td class="mono">${value}</td></tr>
`;
  const group = (name: string | null) =>
    html`<tr class="group"><th colspan="2" scope="rowgroup">${name ?? words.other}</th></tr>
`;
  return html`<table><thead><tr><th scope="col">${labels.field}</th><th scope="col">${labels.value}</th></tr></thead><tbody>${fields.map(
    (field, i) => (i > 0 && fields[i - 1]?.group === field.group ? row(field) : [group(field.group), row(field)]),
  )}</tbody></table>`;
}

function messageHtml({ message, secretsShown }: Report, words: ReportWords): Html {
  if (message === null) return section(words.sections.message, html`<p>${words.noMessage}</p>`);
  const { profile, version, publicId, charset, size, fields, xml } = message;
  const facts = [
    profile.toUpperCase(),
    version === null ? null : `WBXML ${version}`,
    publicId,
    charset,
    filled(words.bytes, { n: size }),
    secretsShown ? null : words.masked,
  ];
  const fine = html`<p class="muted">${facts.filter((fact) => fact !== null).join(' · ')}</p>`;
  return html`${section(words.sections.message, html`${fine}${fieldsHtml(fields, words)}`)}${
    xml === '' ? null : section(words.sections.xml, html`<pre class="xml">${xml}</pre>`)
  }`;
}

function filesHtml({ files }: Report, words: ReportWords): Html {
  const { labels } = words;
  return tableOf(
    [
      { title: labels.path, kind: 'mono' },
      { title: labels.name },
      { title: labels.kind, kind: 'fix' },
      { title: labels.size, kind: 'num' },
      { title: labels.read },
      { title: labels.update },
    ],
    files.map(({ path, name, kind, structure, size, read, update }) => [
      path,
      name,
      [words.fileKinds[kind], structure].filter((part) => part !== null).join(', '),
      size,
      kind === 'ef' ? (read ?? words.notKnown) : '',
      kind === 'ef' ? (update ?? words.notKnown) : '',
    ]),
  );
}

function costHtml({ cost }: Report, words: ReportWords): Html {
  const { labels } = words;
  return tableOf(
    [
      { title: labels.modes },
      { title: labels.exchanges, kind: 'num' },
      { title: labels.sent, kind: 'num' },
      { title: labels.received, kind: 'num' },
    ],
    cost.map(({ mode, count, sent, received }) => [mode.toUpperCase(), count, sent, received]),
  );
}

/**
 * A report as one HTML file that needs nothing else and runs nothing: for a ticket, a screen in light or dark, or paper. Whatever
 * comes from a card is escaped.
 */
export function reportHtml(report: Report): string {
  const words = REPORT_WORDS[report.language];
  const { sections } = words;
  const { made, source, notes } = report;
  const name = report.card?.iccid ?? source.name;
  const page = html`<!doctype html>
<html lang="${report.language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${rawHtml(contentPolicy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${words.title} – ${name}</title>
<style>${rawHtml(REPORT_STYLE)}</style>
</head>
<body>
<main>
<div class="masthead"><strong>${words.title}</strong><span>${name} · ${made.created.slice(0, 16).replace('T', ' ')}</span></div>
${report.secretsShown ? html`<p class="shown">${words.shown}</p>` : null}
${verdictHtml(report, words)}
${section(sections.card, factsHtml(report, words))}
${notes.length === 0 ? null : section(sections.notes, html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`)}
${section(sections.walk, walkHtml(report, words))}
${section(sections.findings, findingsHtml(report, words))}
${report.devices.length === 0 ? null : section(sections.devices, devicesHtml(report, words))}
${report.objects.length === 0 ? null : section(sections.objects, objectsHtml(report, words))}
${messageHtml(report, words)}
${report.tree === null ? null : section(sections.tree, treeHtml(report.tree, words))}
${report.files.length === 0 ? null : section(sections.files, filesHtml(report, words))}
${report.cost.length === 0 ? null : section(sections.cost, costHtml(report, words))}
</main>
<footer>Bootcard ${made.version} · Node ${made.node} · ${made.os}</footer>
</body>
</html>
`;
  return page.html;
}

/** The same as JSON. */
export function reportJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
