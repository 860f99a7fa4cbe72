/** An element to be written as XML. */
export interface XmlDraft {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Either elements or one text: a text beside elements is written without indentation. */
  readonly children: readonly (XmlDraft | string)[];
}

export interface XmlStyle {
  /** Spaces a level; null writes everything on one line, with nothing between the tags. */
  readonly indent: number | null;
}

/** Characters that XML 1.0 has no way to write are shown as U+FFFD. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters in question
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Text as element content: `&`, `<`, `>` and carriage returns escaped, so that it reads back as it was. */
export function escapeText(text: string): string {
  return text
    .replace(FORBIDDEN, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}

/** Text in a CDATA section; `]]>` inside is split over two. */
export function cdata(text: string): string {
  return `<![CDATA[${text.replace(FORBIDDEN, '\ufffd').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** A text that holds markup is easier on the eye in CDATA; a carriage return can only be written escaped. */
function content(text: string): string {
  return text.includes('<') && !text.includes('\r') ? cdata(text) : escapeText(text);
}

/** Writes an element and what it holds. Texts keep every character; only the space between elements is made up. */
export function writeXml(root: XmlDraft, style: XmlStyle = { indent: 2 }): string {
  const lines: string[] = [];
  writeElement(root, 0, style, lines);
  return style.indent === null ? lines.join('') : `${lines.join('\n')}\n`;
}

function startTag(element: XmlDraft, end: string): string {
  const attributes = Object.entries(element.attributes ?? {}).map(
    ([name, value]) => ` ${name}="${escapeAttribute(value)}"`,
  );
  return `<${element.name}${attributes.join('')}${end}`;
}

function writeElement(element: XmlDraft, level: number, style: XmlStyle, lines: string[]): void {
  const pad = style.indent === null ? '' : ' '.repeat(style.indent * level);
  if (element.children.length === 0) {
    lines.push(pad + startTag(element, '/>'));
  } else if (element.children.some((child) => typeof child === 'string')) {
    lines.push(pad + inline(element));
  } else {
    lines.push(pad + startTag(element, '>'));
    for (const child of element.children) if (typeof child !== 'string') writeElement(child, level + 1, style, lines);
    lines.push(`${pad}</${element.name}>`);
  }
}

function inline(element: XmlDraft): string {
  if (element.children.length === 0) return startTag(element, '/>');
  const inside = element.children.map((child) => (typeof child === 'string' ? content(child) : inline(child)));
  return `${startTag(element, '>')}${inside.join('')}</${element.name}>`;
}
