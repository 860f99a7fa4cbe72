import { addressOf, type DeviceNode } from '../device/device-tree.ts';
import type { DeviceRow } from '../device/simulate.ts';
import { type Html, html } from './html.ts';
import type { Report, ReportNode } from './report.ts';
import { tableOf } from './report-parts.ts';
import type { ReportWords } from './report-words.ts';

function nodeOf(node: DeviceNode, mask: ((value: string) => string) | undefined): ReportNode {
  const { name, format, type, acl, value, secret, children } = node;
  return {
    name,
    format,
    type,
    acl,
    value: value !== null && secret && mask !== undefined ? mask(value) : value,
    secret,
    children: children.map((child) => nodeOf(child, mask)),
  };
}

/**
 * The tree of a conforming device after its first switch-on with the card; null where it takes nothing from it.
 * @param mask what stands for a secret; undefined: the secret itself
 */
export function treeOf(
  devices: readonly DeviceRow[],
  mask: ((value: string) => string) | undefined,
): ReportNode | null {
  const row = devices.find(({ profile }) => profile.name === 'conforming');
  return row?.result.outcome === 'accepted' ? nodeOf(row.result.state.tree, mask) : null;
}

interface Placed {
  readonly address: string;
  readonly node: ReportNode;
}

/** All nodes below one, each with its address: a parent before its children. */
function below(node: ReportNode, segments: readonly string[]): readonly Placed[] {
  return node.children.flatMap((child) => {
    const own = [...segments, child.name];
    return [{ address: addressOf(own), node: child }, ...below(child, own)];
  });
}

export function treeHtml(root: NonNullable<Report['tree']>, words: ReportWords): Html {
  const { labels } = words;
  return html`<p class="muted">${words.treeOf}</p>
${tableOf(
  [
    { title: labels.node, kind: 'mono' },
    { title: labels.value, kind: 'mono' },
    { title: labels.kind },
    { title: 'ACL', kind: 'mono' },
  ],
  below(root, []).map(({ address, node: { value, format, type, acl } }) => [
    address,
    value,
    [format === 'node' ? '' : format, type].filter((part) => part !== '').join(', '),
    acl,
  ]),
)}`;
}
