import { type CardTree, type CardTreeNode, nodeName } from './card-tree.ts';

/** True for a path of file ids from the MF. */
export function isFilePath(text: string): boolean {
  return /^3F00([0-9A-F]{4})*$/i.test(text);
}

/** `EF(IMSI)`, `EF_IMSI` and `imsi` are the same name. */
const bare = (name: string) =>
  name
    .toUpperCase()
    .replace(/^(EF|DF|ADF)(?=[^A-Z0-9])/, '')
    .replace(/[^A-Z0-9]/g, '');

/**
 * The files that a person means: the one of a path, or all of a name (`EF_ARR` stands in several folders). A folder is meant
 * with all that is in it.
 */
export function nodesNamed(tree: CardTree, wanted: string): readonly CardTreeNode[] {
  const meant = namedOnly(tree, wanted);
  return tree.nodes.filter(({ path }) =>
    meant.some((node) => node.path === path || (node.kind !== 'ef' && path.startsWith(node.path))),
  );
}

function namedOnly(tree: CardTree, wanted: string): readonly CardTreeNode[] {
  if (isFilePath(wanted)) return tree.nodes.filter(({ path }) => path === wanted.toUpperCase());
  const name = bare(wanted);
  const named = tree.nodes.filter((node) => bare(nodeName(node)) === name);
  return named.length > 0 ? named : tree.nodes.filter(({ path }) => path.endsWith(wanted.toUpperCase()));
}
