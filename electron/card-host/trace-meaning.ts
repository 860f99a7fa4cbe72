import type { StructureNode } from '../../core/base/structure.ts';
import type { DecodedExchange } from '../../core/trace/decode-exchange.ts';

const LONGEST = 96;
const DOTS = '••••••';

/** How a node of a management tree is written; the node itself says it in one line. */
const PLUMBING: ReadonlySet<string> = new Set(['NodeName', 'RTProperties', 'Value']);
/** What of a file header fits a line: how large the file is, how it is made, and who may read and change it. */
const HEADER_FACTS = /^(fileSize|size|structure|descriptor|fileDescriptor|securityAttributes|access|ARR|aid|dfName)/i;

interface Said {
  readonly label: string;
  readonly value: string;
  /** It began in an exchange before. */
  readonly goesOn: boolean;
}

/** The values of a tree in the order in which they stand in the bytes. */
function* values(nodes: readonly StructureNode[], from: number, hidden = false): Generator<Said> {
  for (const node of nodes) {
    const secret = hidden || node.secret === true;
    const children = node.children.filter(({ label }) => !PLUMBING.has(label));
    const goesOn = node.span.offset < from;
    if (node.preview !== undefined && children.length === 0)
      yield { label: node.label, value: secret ? DOTS : node.preview, goesOn };
    else yield* values(children, from, secret);
  }
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

/** Acts that the bytes of a file are read and changed by; others are told in the exchange's detail. */
const ACTS = /^(read|update) /;

function factOf({ label, preview = '' }: StructureNode): string {
  if (/^(access|securityAttributes)/i.test(label))
    return preview
      .split('; ')
      .filter((act) => ACTS.test(act))
      .join(', ');
  return preview.replace(/, (not )?shareable/, '');
}

function headerWords(root: StructureNode): string {
  const facts = root.children.filter(({ label }) => HEADER_FACTS.test(label)).map(factOf);
  return facts.filter((fact) => fact !== '').join(', ') || root.label;
}

/** A message has more values than fit a line: their names are enough. */
function isMessage(nodes: readonly StructureNode[]): boolean {
  return nodes.some(({ label }) => label === 'SyncML' || label === 'wap-provisioningdoc');
}

/**
 * What an answer brought, in one line.
 * @param from place of its first byte in the file
 */
export function meaningOf({ tree }: DecodedExchange, header: boolean, from: number): string {
  const [root] = tree;
  if (root === undefined) return '';
  if (header) return cut(headerWords(root));
  const said = [...values(tree, from)];
  const telling = said.filter(({ label }) => label !== 'padding');
  if (telling.length === 0) return 'FF';
  const mark = telling[0]?.goesOn === true ? '…' : '';
  if (isMessage(tree)) {
    const names = telling.map(({ label, value }) => (label === 'header' ? value.replace(/,.*/, '') : label));
    return cut(mark + [...new Set(names)].join(', '));
  }
  return cut(mark + telling.map(({ value }) => value).join(', '));
}
