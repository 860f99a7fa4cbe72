import { childElements, textOf, type XmlElement } from '../xml/read.ts';

/** True where two elements say the same: white space between elements, comments and namespaces say nothing. */
export function sameXml(a: XmlElement, b: XmlElement): boolean {
  const [one, two] = [childElements(a), childElements(b)];
  if (a.name !== b.name || !sameAttributes(a, b) || one.length !== two.length) return false;
  if (one.length === 0) return textOf(a) === textOf(b);
  return (
    textOf(a).trim() === textOf(b).trim() &&
    one.every((child, index) => {
      const other = two[index];
      return other !== undefined && sameXml(child, other);
    })
  );
}

export function sameAttributes(a: XmlElement, b: XmlElement): boolean {
  const shown = ({ attributes }: XmlElement) =>
    JSON.stringify(
      Object.entries(attributes)
        .filter(([name]) => name !== 'xmlns' && !name.startsWith('xmlns:'))
        .sort(),
    );
  return shown(a) === shown(b);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Children of one element that stand for children of another. */
export interface XmlRun {
  readonly old: Range;
  readonly now: Range;
  /** True where they are the same elements with other contents, one by one; false where some went and others came. */
  readonly paired: boolean;
}

/** What a child is known by among its siblings: a node by its name, anything else by its element. */
function keyOf(element: XmlElement): string {
  const name = element.name === 'Node' ? childElements(element).find((child) => child.name === 'NodeName') : undefined;
  return name === undefined ? element.name : `Node ${textOf(name)}`;
}

/** Which children stand for which: the longest sequence of the same keys, and what lies between. */
export function alignXml(old: readonly XmlElement[], now: readonly XmlElement[]): readonly XmlRun[] {
  const runs: XmlRun[] = [];
  const matches = commonKeys(old.map(keyOf), now.map(keyOf));
  let [a, b] = [0, 0];
  const upTo = (x: number, y: number): void => {
    if (a === x && b === y) return;
    // As many of the same kind: renamed, or another value, not gone and come.
    const paired = x - a === y - b && old.slice(a, x).every((element, index) => element.name === now[b + index]?.name);
    runs.push({ old: { from: a, to: x }, now: { from: b, to: y }, paired });
  };
  for (const [x, y] of matches) {
    upTo(x, y);
    runs.push({ old: { from: x, to: x + 1 }, now: { from: y, to: y + 1 }, paired: true });
    [a, b] = [x + 1, y + 1];
  }
  upTo(old.length, now.length);
  return runs;
}

/** Longest common subsequence, as pairs of indexes. */
function commonKeys(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
