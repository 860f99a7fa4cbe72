import { SaxesParser } from 'saxes';
import { appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';

/** A place in the text, in UTF-16 code units. */
export interface CharRange {
  readonly from: number;
  readonly to: number;
}

export interface XmlText {
  readonly kind: 'text';
  /** Entities resolved, line ends as `\n`. */
  readonly text: string;
  readonly cdata: boolean;
}

export interface XmlElement {
  readonly kind: 'element';
  /** Without prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  /** From `<` to the `>` that closes it. */
  readonly range: CharRange;
  /** Between start tag and end tag; null for `<empty/>`. */
  readonly content: CharRange | null;
  /** Counted from 1, of the start tag's end. */
  readonly line: number;
  readonly column: number;
}

export type XmlNode = XmlElement | XmlText;

/** Elements inside each other that a document may have. */
const MAX_DEPTH = 64;

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlNode[];
  readonly from: number;
  readonly contentFrom: number;
  readonly selfClosing: boolean;
  readonly line: number;
  readonly column: number;
}

/**
 * Reads an XML document and returns its root element. Comments, processing instructions and the DOCTYPE are passed
 * over; entities other than the predefined ones are errors, nothing is ever fetched.
 * @returns `xml-invalid` with line and column (from 1) of the first error.
 */
export function readXml(text: string): Result<XmlElement> {
  const parser = new SaxesParser({ position: true });
  const stack: Open[] = [];
  let root: XmlElement | undefined;
  let failure: { reason: string; line: number; column: number } | undefined;
  const fail = (reason: string): void => {
    failure ??= { reason, line: parser.line, column: parser.columnIndex + 1 };
  };
  const addText = (value: string, cdata: boolean): void => {
    stack.at(-1)?.children.push({ kind: 'text', text: value, cdata });
  };
  parser.on('error', (error) => fail(error.message.replace(/^\S*?\d+:\d+: /, '')));
  parser.on('text', (value) => addText(value, false));
  parser.on('cdata', (value) => addText(value, true));
  parser.on('opentag', (tag) => {
    if (stack.length >= MAX_DEPTH) fail(`elements are nested deeper than ${MAX_DEPTH}`);
    stack.push({
      name: localName(tag.name),
      attributes: { ...tag.attributes } as Record<string, string>,
      children: [],
      from: text.lastIndexOf('<', parser.position - 1),
      contentFrom: parser.position,
      selfClosing: tag.isSelfClosing,
      line: parser.line,
      column: parser.columnIndex + 1,
    });
  });
  parser.on('closetag', () => {
    const open = stack.pop();
    if (open === undefined) return;
    const to = parser.position;
    const element: XmlElement = {
      kind: 'element',
      name: open.name,
      attributes: open.attributes,
      children: open.children,
      range: { from: open.from, to },
      content: open.selfClosing ? null : { from: open.contentFrom, to: text.lastIndexOf('</', to - 1) },
      line: open.line,
      column: open.column,
    };
    const parent = stack.at(-1);
    if (parent === undefined) root ??= element;
    else parent.children.push(element);
  });
  parser.write(text).close();
  if (failure !== undefined) return err(appError('xml-invalid', failure));
  if (root === undefined) return err(appError('xml-invalid', { line: 1, column: 1, reason: 'there is no element' }));
  return ok(root);
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

export function childElements(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => child.kind === 'element');
}

/** The text directly in `element`, joined. */
export function textOf(element: XmlElement): string {
  return element.children.map((child) => (child.kind === 'text' ? child.text : '')).join('');
}
