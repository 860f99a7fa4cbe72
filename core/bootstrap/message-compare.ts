import { equalBytes, fromUtf8, toHex } from '../base/bytes.ts';
import { sha256 } from '../base/sha256.ts';
import { isSecretNode } from '../mo/objects.ts';
import type { DocElement } from '../syncml/element.ts';
import { allNodes } from '../tnds/tree.ts';
import type { MessageView } from './message-model.ts';
import type { MessageParts } from './message-parts.ts';
import { formatOf, sortedAcl, type TreeNode, treeNodeOf, typeOf } from './message-source-tree.ts';
import { isWritable } from './message-source-value.ts';
import { readParts } from './read-parts.ts';

/** What differs at a place: the value, or one of the properties that stand beside it. */
export type ComparedAspect = 'value' | 'format' | 'type' | 'acl' | 'command';

export interface MessageDifference {
  readonly kind: 'added' | 'removed' | 'changed';
  /** `SyncHdr/Source/LocURI`, or the full address of a node: `./Inbox/NordTel/Name`. */
  readonly path: string;
  readonly aspect: ComparedAspect;
  /** Null where there is nothing on that side, or no value. */
  readonly a: string | null;
  readonly b: string | null;
  /** True where the texts are secrets: whoever shows them masks them. */
  readonly secret: boolean;
}

export interface MessageComparison {
  /** True when a device would be set up alike by both. */
  readonly equal: boolean;
  /** True when they are the same bytes, but for what follows them. */
  readonly identical: boolean;
  readonly differences: readonly MessageDifference[];
  /** Secrets that both have, by path: alike or not. */
  readonly secrets: readonly { readonly path: string; readonly equal: boolean }[];
  /** What is written in another way and means the same. */
  readonly encoding: readonly { readonly what: string; readonly a: string; readonly b: string }[];
}

/** One place of a message with all that is compared of it. */
interface Entry {
  readonly secret: boolean;
  readonly aspects: Readonly<Partial<Record<ComparedAspect, string | null>>>;
}

/**
 * Compares two messages by what they do to a device. Without meaning are: padding, the order of nodes and of ACL entries, one Add
 * for all nodes or one each, CmdIDs, a management tree in WBXML or XML, how strings are written, and a Format or Type
 * that is the usual one.
 */
export function compareMessages(a: MessageView, b: MessageView): MessageComparison {
  const [one, two] = [entriesOf(a), entriesOf(b)];
  const paths = [...new Set([...one.keys(), ...two.keys()])];
  const differences = paths.flatMap((path) => differencesAt(path, one.get(path), two.get(path)));
  if (a.profile !== b.profile)
    differences.unshift({
      kind: 'changed',
      path: 'profile',
      aspect: 'value',
      a: a.profile,
      b: b.profile,
      secret: false,
    });
  const secrets = paths.flatMap((path) => {
    const [left, right] = [one.get(path), two.get(path)];
    if (left === undefined || right === undefined || !left.secret) return [];
    return [{ path, equal: left.aspects.value === right.aspects.value }];
  });
  return {
    equal: differences.length === 0,
    identical: a.document !== null && b.document !== null && equalBytes(a.document.bytes, b.document.bytes),
    differences,
    secrets,
    encoding: encodingOf(a, b),
  };
}

function differencesAt(path: string, a: Entry | undefined, b: Entry | undefined): MessageDifference[] {
  const secret = a?.secret === true || b?.secret === true;
  if (a === undefined || b === undefined) {
    const value = (a ?? b)?.aspects.value ?? null;
    const kind = a === undefined ? 'added' : 'removed';
    return [{ kind, path, aspect: 'value', a: a ? value : null, b: b ? value : null, secret }];
  }
  const aspects = Object.keys({ ...a.aspects, ...b.aspects }) as ComparedAspect[];
  return aspects.flatMap((aspect) => {
    const [left, right] = [a.aspects[aspect] ?? null, b.aspects[aspect] ?? null];
    if (left === right) return [];
    const kind = left === null ? 'added' : right === null ? 'removed' : 'changed';
    return [{ kind, path, aspect, a: left, b: right, secret: secret && aspect === 'value' }];
  });
}

/** Elements whose text is a number within the message and nothing else. */
const COUNTERS = new Set(['CmdID']);

function entriesOf(view: MessageView): Map<string, Entry> {
  const parts = view.document === null ? null : readParts(view.document);
  const entries = new Map<string, Entry>();
  const counts = new Map<string, number>();
  const put = (path: string, entry: Entry): void => {
    const count = (counts.get(path) ?? 0) + 1;
    counts.set(path, count);
    entries.set(count === 1 ? path : `${path}[${count}]`, entry);
  };
  const secretPaths = new Set(view.fields.filter(({ secret }) => secret).map(({ path }) => path));
  if (parts === null) {
    for (const { path, value, secret } of view.fields) put(path, { secret, aspects: { value } });
    return entries;
  }
  const trees = new Set(
    parts.items
      .filter(({ data, reading }) => reading.kind === 'tree' || (data !== null && parts.nodeOf.has(data)))
      .map(({ item }) => item?.element),
  );
  const walk = (element: DocElement, path: string): void => {
    if (trees.has(element)) return;
    for (const child of element.children) {
      if (COUNTERS.has(child.name) || (child.children.length > 0 && isShell(child, trees))) continue;
      const own = path === '' ? child.name : `${path}/${child.name}`;
      if (child.children.length > 0) walk(child, own);
      else
        put(own, {
          secret: secretPaths.has(own),
          aspects: { value: child.value?.text ?? '' },
        });
    }
  };
  if (parts.sync !== null) walk(parts.root, '');
  for (const [path, entry] of nodeEntries(parts)) put(path, entry);
  return entries;
}

/** A command that holds nothing but trees: its nodes speak for it. */
function isShell(command: DocElement, trees: ReadonlySet<DocElement | undefined>): boolean {
  return (
    command.children.some((child) => trees.has(child)) &&
    command.children.every((child) => trees.has(child) || COUNTERS.has(child.name) || child.name === 'Meta')
  );
}

function nodeEntries(parts: MessageParts): [string, Entry][] {
  const commandOf = new Map(
    parts.items.map(({ command, reading }) => [reading.kind === 'tree' ? reading.tree : null, command] as const),
  );
  const rows = new Map(parts.objects.flatMap(({ nodes }) => nodes).map(({ node, row }) => [node, row] as const));
  return parts.trees.flatMap((tree) => {
    const target = tree.target === '.' ? '' : `${tree.target.replace(/\/$/, '')}/`;
    return allNodes(tree.nodes).map((node): [string, Entry] => {
      const secret = isSecretNode(node.name, rows.get(node) ?? null);
      return [`${target}${node.uri}`, entryOf(treeNodeOf(node), commandOf.get(tree) ?? 'Add', secret)];
    });
  });
}

function entryOf(node: TreeNode, command: string, secret: boolean): Entry {
  return {
    secret,
    aspects: {
      value: node.value === null ? null : shownValue(node.value),
      format: formatOf(node),
      type: typeOf(node),
      acl: node.acl === null ? null : sortedAcl(node.acl),
      command,
    },
  };
}

function shownValue(bytes: Uint8Array): string {
  const text = fromUtf8(bytes);
  return text !== undefined && isWritable(text) && !text.startsWith('hex:') ? text : `hex:${toHex(bytes)}`;
}

function encodingOf(a: MessageView, b: MessageView): MessageComparison['encoding'] {
  const form = (view: MessageView): string => {
    const parts = view.document === null ? null : readParts(view.document);
    return parts?.trees.map((tree) => tree.form).join(', ') ?? '';
  };
  const digest = (view: MessageView): string => (view.document === null ? '' : sha256(view.document.bytes));
  const rows = [
    ['WBXML version', a.version ?? '', b.version ?? ''],
    ['public identifier', a.publicId ?? '', b.publicId ?? ''],
    ['charset', a.charset ?? '', b.charset ?? ''],
    ['management tree', form(a), form(b)],
    ['size', String(a.size), String(b.size)],
    ['SHA-256', digest(a), digest(b)],
  ] as const;
  return rows.filter(([, left, right]) => left !== right).map(([what, left, right]) => ({ what, a: left, b: right }));
}
