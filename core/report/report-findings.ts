import type { FindingPlace } from '../base/finding.ts';
import { type Html, html } from './html.ts';
import type { Report, ReportFinding } from './report.ts';
import { glyph, hexOf } from './report-parts.ts';
import { filled, type ReportWords } from './report-words.ts';

function placeText({ file, offset, path }: FindingPlace, words: ReportWords): string {
  return [file, offset === undefined ? undefined : filled(words.offset, { n: offset }), path]
    .filter((part) => part !== undefined)
    .join(', ');
}

function detail(label: string, text: string | null): Html | null {
  return text === null || text === '' ? null : html`<dt>${label}</dt><dd>${text}</dd>`;
}

const GLYPHS = { error: 'error', warning: 'warning', info: 'info' } as const;

/** What follows a cause: those under it, and those under them. */
function findingHtml(
  finding: ReportFinding,
  all: readonly ReportFinding[],
  root: string | null,
  words: ReportWords,
): Html {
  const { code, severity, kind, message, clause, device, fix, where, modes, evidence, under } = finding;
  const { labels } = words;
  const below = all.filter((other) => other !== finding && other.under === code && other.code !== under);
  const isRoot = under === null && code === root && all.find((other) => other.code === code) === finding;
  const meta = [
    html`<span class="word ${severity}">${words.severities[severity]}</span>`,
    html`<code>${code}</code>`,
    ...(isRoot ? [html`<strong>${labels.root}</strong>`] : [html`${words.kinds[kind]}`]),
    ...(clause === null ? [] : [html`${labels.clause} ${clause}`]),
    ...(modes.length === 0 ? [] : [html`${modes.map((mode) => mode.toUpperCase()).join(', ')}`]),
  ];
  return html`<article class="finding">
<header>${glyph(GLYPHS[severity])}<div><h3>${message}</h3>
<p class="meta">${meta.map((part, i) => html`${i === 0 ? '' : ' · '}${part}`)}</p></div></header>
<div class="body"><dl>${[
    detail(labels.device, device),
    detail(labels.fix, fix),
    evidence === null ? detail(labels.place, placeText(where, words)) : detail(labels.path, where.path ?? null),
  ]}</dl>${evidence === null ? null : hexOf(evidence, severity, words)}</div>${
    below.length === 0
      ? null
      : html`<div class="follows"><h4>${labels.follows}</h4>${below.map((other) => findingHtml(other, all, root, words))}</div>`
  }
</article>`;
}

/** Causes first, each with what follows from it folded under it. */
export function findingsHtml({ findings, root }: Report, words: ReportWords): Html {
  if (findings.length === 0) return html`<p>${words.noFindings}</p>`;
  const codes = new Set(findings.map(({ code }) => code));
  const causes = findings.filter(({ under }) => under === null || !codes.has(under));
  const shown = new Set<string>();
  return html`${causes.map((finding) => {
    // Several places of one cause share what follows from it: it stands under the first.
    const first = !shown.has(finding.code);
    shown.add(finding.code);
    return findingHtml(finding, first ? findings : [finding], root, words);
  })}`;
}
