import { appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import { NODE_FORMATS } from '../tnds/tree.ts';
import { childElements, readXml, textOf, type XmlElement } from '../xml/read.ts';
import type { MoOccurrence, MoRow, MoTable, NodeFormat } from './mo-row.ts';

/*
 * MgmtTree     = VerDTD, Man?, Mod?, Node+
 * Node         = NodeName, Path?, RTProperties?, DFProperties, (Node* | Value?)
 * DFProperties = AccessType, DefaultValue?, Description?, DFFormat, Occurrence?, Scope?, DFTitle?, DFType, CaseSense?
 * (DM TND 1.2, 8.5.4)
 */

/** Characters and nodes of a description: far more than any object has, and soon read. */
export const DDF_LIMITS = { characters: 2_000_000, nodes: 10_000, pathSegments: 64 } as const;

const ACCESS_TYPES: readonly string[] = ['Add', 'Copy', 'Delete', 'Exec', 'Get', 'Replace'];

/** N stands for a number that the description does not give. */
const OCCURRENCES: Readonly<Record<string, MoOccurrence>> = {
  One: 'One',
  ZeroOrOne: 'ZeroOrOne',
  ZeroOrMore: 'ZeroOrMore',
  OneOrMore: 'OneOrMore',
  ZeroOrN: 'ZeroOrMore',
  OneOrN: 'OneOrMore',
};

/** A described node with its whole address, names that are free written `<X>`. */
interface Described {
  readonly address: readonly string[];
  readonly element: XmlElement;
  readonly properties: XmlElement | undefined;
  readonly identifier: string;
}

/**
 * Reads a description of a management object (OMA DM DDF 1.2, XML) into a table: messages are then checked and edited by
 * it as by those of the product. The object is the first node whose DFType has a DDFName; nodes named `*` or not at all
 * are free. Nothing outside the text is ever read; entities that it defines are errors.
 * @returns `xml-invalid` for XML that is not well-formed, `ddf-invalid` for a description that names no object, has a
 * format or an occurrence that does not exist, or is larger than `DDF_LIMITS`.
 */
export function loadDdf(xml: string): Result<MoTable> {
  if (xml.length > DDF_LIMITS.characters) return invalid(`it has more than ${DDF_LIMITS.characters} characters`, 1);
  const read = readXml(xml);
  if (!read.ok) return read;
  if (read.value.name !== 'MgmtTree')
    return invalid(`the root element is ${read.value.name}, not MgmtTree`, read.value.line);
  const nodes: Described[] = [];
  for (const element of childrenOf(read.value, 'Node')) {
    const fault = describe(element, [], nodes);
    if (fault !== null) return fault;
  }
  const root = nodes.find((node) => node.identifier !== '');
  if (root === undefined) return invalid('no DFType names a management object (DDFName)', read.value.line);
  return tableOf(root, nodes);
}

function invalid(reason: string, line: number): Result<never> {
  return err(appError('ddf-invalid', { line, reason }));
}

/** Adds a node and those below it. @returns why that cannot be done. */
function describe(element: XmlElement, parent: readonly string[], out: Described[]): Result<never> | null {
  if (out.length >= DDF_LIMITS.nodes) return invalid(`it has more than ${DDF_LIMITS.nodes} nodes`, element.line);
  const path = textOfChild(element, 'Path');
  const base = path === undefined ? parent : segmentsOf(path);
  if (base.length >= DDF_LIMITS.pathSegments)
    return invalid(`an address has more than ${DDF_LIMITS.pathSegments} segments`, element.line);
  const address = [...base, freeName(textOfChild(element, 'NodeName') ?? '')];
  const properties = child(element, 'DFProperties');
  const identifier = textOfChild(child(properties, 'DFType'), 'DDFName') ?? '';
  out.push({ address, element, properties, identifier });
  for (const node of childrenOf(element, 'Node')) {
    const fault = describe(node, address, out);
    if (fault !== null) return fault;
  }
  return null;
}

function segmentsOf(path: string): string[] {
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  return segments.map(freeName);
}

/** Free names are left empty or written `*`; some write `<X>`. */
function freeName(name: string): string {
  return name === '' || name === '*' || /^<\w+>$/.test(name) ? '<X>' : name;
}

function tableOf(root: Described, nodes: readonly Described[]): Result<MoTable> {
  const prefix = `${root.address.join('/')}/`;
  const rows = new Map<string, MoRow>();
  for (const node of nodes) {
    const whole = node.address.join('/');
    if (!whole.startsWith(prefix)) continue;
    const path = whole.slice(prefix.length);
    const row = rowOf(node, path);
    if (typeof row === 'string') return invalid(`${path}: ${row}`, node.element.line);
    // A node that is continued elsewhere is described where it has properties.
    if (!rows.has(path) || node.properties !== undefined) rows.set(path, row);
  }
  const own = root.address.at(-1) ?? '<X>';
  const name = own === '<X>' ? shortName(root.identifier) : own;
  const title = textOfChild(root.properties, 'DFTitle') || name;
  return ok({
    name,
    title: { en: title, zh: title },
    identifiers: [root.identifier],
    rows: [...rows.values()],
  });
}

/** `urn:oma:mo:oma-fumo:1.0` → `oma-fumo`. */
function shortName(identifier: string): string {
  const parts = identifier.split(/[:/]/).filter((part) => part !== '' && !/^\d+(\.\d+)*$/.test(part));
  return parts.at(-1) ?? identifier;
}

/** The row of a node, or why there is none. */
function rowOf({ element, properties }: Described, path: string): MoRow | string {
  const inner = childrenOf(element, 'Node').length > 0;
  const format = formatOf(properties, inner);
  if (format === undefined) return 'its DFFormat is none of the formats of DM';
  if (inner && format !== 'node') return `it has nodes below it and the format ${format}`;
  const occurrence = occurrenceOf(properties);
  if (occurrence === undefined) return 'its Occurrence does not exist';
  const access = childElements(child(properties, 'AccessType') ?? NOTHING).map((entry) => entry.name);
  if (!access.every((name) => ACCESS_TYPES.includes(name))) return 'its AccessType has a command that does not exist';
  const help = textOfChild(properties, 'Description') || textOfChild(properties, 'DFTitle') || '';
  const value = textOfChild(properties, 'DefaultValue') ?? textOfChild(element, 'Value');
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    path,
    format,
    occurrence,
    access: access.length === 0 ? null : access.join(', '),
    clause: null,
    source: 'ddf',
    ...(value !== undefined && value !== '' && { default: value }),
    // Vendors may do as they like below Ext; an interior node without any is described elsewhere.
    ...(format === 'node' && (name === 'Ext' || !inner) && { open: true }),
    help: { en: help, zh: help },
  };
}

const NOTHING: XmlElement = {
  kind: 'element',
  name: '',
  attributes: {},
  children: [],
  range: { from: 0, to: 0 },
  content: null,
  line: 0,
  column: 0,
};

/** A node without a description of its format is interior where it has nodes, text otherwise. */
function formatOf(properties: XmlElement | undefined, inner: boolean): NodeFormat | undefined {
  const format = child(properties, 'DFFormat');
  if (format === undefined) return inner ? 'node' : 'chr';
  const name = childElements(format)[0]?.name ?? '';
  return NODE_FORMATS.find((known) => known === name);
}

/** Exactly one where it is not given (8.5.4.3.5). */
function occurrenceOf(properties: XmlElement | undefined): MoOccurrence | undefined {
  const occurrence = child(properties, 'Occurrence');
  if (occurrence === undefined) return 'One';
  const name = childElements(occurrence)[0]?.name ?? '';
  return Object.hasOwn(OCCURRENCES, name) ? OCCURRENCES[name] : undefined;
}

function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element && childElements(element).find((inner) => inner.name === name);
}

function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return childElements(element).filter((inner) => inner.name === name);
}

/** The text of a child, with its white space run together as XML is written for people; undefined where it is absent. */
function textOfChild(element: XmlElement | undefined, name: string): string | undefined {
  const found = child(element, name);
  return found && textOf(found).replace(/\s+/g, ' ').trim();
}
