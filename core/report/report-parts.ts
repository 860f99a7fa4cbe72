import { fromHex, hexWord, toHex } from '../base/bytes.ts';
import type { Severity } from '../base/finding.ts';
import { type Html, html, rawHtml } from './html.ts';
import type { ReportEvidence } from './report.ts';
import { filled, type ReportWords } from './report-words.ts';

export type GlyphName = 'ok' | 'warning' | 'error' | 'notReached' | 'info';

/** Shape before colour: disc with tick, triangle, octagon with cross, dashed ring, ring with i. */
const SHAPES: Readonly<Record<GlyphName, string>> = {
  ok: '<circle cx="8" cy="8" r="7" fill="currentColor"/><path d="M4.6 8.3l2.3 2.3 4.5-4.8" fill="none" stroke="var(--pane)" stroke-width="1.6"/>',
  warning:
    '<path d="M8 1.3 15 14.4H1z" fill="currentColor"/><path d="M8 6v4M8 11.4v1.4" stroke="var(--pane)" stroke-width="1.6"/>',
  error:
    '<path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor"/><path d="M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4" stroke="var(--pane)" stroke-width="1.6"/>',
  notReached:
    '<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="2.6 2.2"/>',
  info: '<circle cx="8" cy="8" r="6.4" fill="none" stroke="currentColor" stroke-width="1.4"/><path d="M8 7.2v4.2M8 4.3v1.4" stroke="currentColor" stroke-width="1.6"/>',
};

/** A verdict's sign; the word stands beside it. */
export function glyph(name: GlyphName): Html {
  return html`<svg class="glyph ${name}" viewBox="0 0 16 16" aria-hidden="true">${rawHtml(SHAPES[name])}</svg>`;
}

export interface Column {
  readonly title: string;
  /** `num`: figures, to the right; `fix`: never broken; `mono`: what stands on the card. */
  readonly kind?: 'num' | 'fix' | 'mono';
}

/** A table; it turns into blocks where the window is narrow. */
export function tableOf(
  columns: readonly Column[],
  rows: readonly (readonly (Html | string | number | null)[])[],
): Html {
  const cell = (content: Html | string | number | null, i: number) =>
    html`<td class="${columns[i]?.kind ?? ''}">${content}</td>`;
  return html`<table class="wide"><thead><tr>${columns.map(
    ({ title, kind }) => html`<th scope="col" class="${kind ?? ''}">${title}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${row.map(cell)}</tr>
`,
  )}</tbody></table>`;
}

const ROW = 16;

const printable = (byte: number) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.');

/** Bytes in rows of 16, those that the finding stands on marked; where one is missing, its place. */
export function hexOf(evidence: ReportEvidence, severity: Severity, words: ReportWords): Html {
  const bytes = fromHex(evidence.hex) ?? new Uint8Array();
  const { offset: start, length } = evidence.marked;
  const isMarked = (at: number) => at >= start && at < start + length;
  const rows: Html[] = [];
  for (let at = 0; at < bytes.length; at += ROW) {
    const row = bytes.subarray(at, at + ROW);
    const cells = [...row].map((byte, i) => {
      const text = toHex(Uint8Array.of(byte));
      return html`${i === 0 ? '' : ' '}${isMarked(evidence.offset + at + i) ? html`<mark>${text}</mark>` : text}`;
    });
    const gap = ' '.repeat((ROW - row.length) * 3 + 2);
    const ascii = [...row].map(printable).join('');
    rows.push(
      html`<span class="at">${hexWord(evidence.offset + at)}</span>  ${cells}${gap}<span class="ascii">${ascii}</span>
`,
    );
  }
  const count = length === 0 ? '' : `, ${filled(words.bytes, { n: length })}`;
  const part = evidence.part === 'header' ? `, ${words.header}` : '';
  const place = `${evidence.file}${part}, ${filled(words.offset, { n: start })}${count}`;
  return html`<pre class="hex ${severity}"><span class="caption">${place}</span>
${rows}</pre>`;
}
