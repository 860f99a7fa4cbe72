/** Text that is HTML already; all else is escaped where it is put into some. */
export interface Html {
  readonly html: string;
}

type Content = Html | string | number | null | readonly Content[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that say nothing by themselves but turn others around, hide them, or are none in HTML. */
const UNSEEN = /[^\P{Cc}\t\n\r]|[\p{Bidi_Control}\u200b\ufeff\ufff9-\ufffb]/gu;

function escaped(text: string): string {
  return text.replace(UNSEEN, '\ufffd').replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}

function textOf(content: Content): string {
  if (content === null) return '';
  if (typeof content === 'string') return escaped(content);
  if (typeof content === 'number') return String(content);
  return 'html' in content ? content.html : content.map(textOf).join('');
}

/** HTML from a template: whatever stands in `${}` and is not made so itself is escaped. Attribute values stand in quotes. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return { html: parts.map((part, i) => part + textOf(values[i] ?? null)).join('') };
}

/** Text of the product itself that is put in as it stands: a style sheet. */
export const rawHtml = (text: string): Html => ({ html: text });
