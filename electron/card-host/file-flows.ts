import { appError } from '../../core/base/app-error.ts';
import { toHex } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { explainNode, nodeSecrets } from '../../core/bootstrap/explain-node.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { AccessAnswer } from '../../core/card/access-rule.ts';
import { accessWords } from '../../core/card/access-words.ts';
import type { CardLink } from '../../core/card/card-link.ts';
import { createFileCursor } from '../../core/card/file-cursor.ts';
import type { KeySource } from '../../core/card/given-keys.ts';
import { readKeyStates } from '../../core/card/key-states.ts';
import { bodyOf } from '../../core/card/read-file.ts';
import { withFace } from '../../core/card/with-face.ts';
import { browseCard } from '../../core/files/browse.ts';
import { type CardTree, type CardTreeNode, nodeName } from '../../core/files/card-tree.ts';
import { dumpCard } from '../../core/files/dump.ts';
import { readNode } from '../../core/files/read-node.ts';
import type { CardTransport } from '../../core/transport/card-transport.ts';
import type { BrowsedFile, FileBody } from '../ipc/file-contract.ts';
import type { AcceptedKeys, FileFlows, TracedCard } from './card-flows.ts';

/** Keys are written as the rest of the interface has them. */
const shown = (words: string) => words.replaceAll(/\b(pin|chv|puk|adm)\d+/g, (name) => name.toUpperCase());

const bothLanguages = (answer: AccessAnswer) => ({
  en: shown(accessWords(answer, 'en')),
  zh: shown(accessWords(answer, 'zh')),
});

function browsedFile(node: CardTreeNode): BrowsedFile {
  const { path, kind, known, aid, header, access, sw } = node;
  return {
    path,
    name: nodeName(node),
    title: known?.title ?? null,
    clause: known?.clause ?? null,
    kind,
    aid: aid === null ? null : toHex(aid),
    structure: header?.use === 'ber-tlv' ? 'ber-tlv' : (header?.structure ?? 'unknown'),
    size: header?.size ?? null,
    recordLength: header?.recordLength ?? 0,
    records: header?.records ?? 0,
    sfi: header?.sfi ?? null,
    lifeCycle: header?.lifeCycle ?? 'not-told',
    sw,
    access: access && { read: bothLanguages(access.read), update: bothLanguages(access.update) },
  };
}

/** Looks at all files of a card, and at its keys. Nothing is written; a key is sent only where the session has it already. */
export function fileFlows(
  linkTo: (card: TracedCard) => CardLink,
  keysOf: (card: TracedCard, keys: AcceptedKeys) => KeySource,
): FileFlows {
  /** The tree that was browsed last, as long as its card is powered: it knows the way to each file. */
  const trees = new WeakMap<CardTransport, CardTree>();

  async function browse(
    card: TracedCard,
    { card: { mode } }: ReadResult,
    found: (count: number, name: string) => void,
  ) {
    const seen = new Set<string>();
    const link = linkTo(card);
    const tree = await withFace(link, mode, (face) =>
      browseCard(link, face, {
        found: (node) => {
          seen.add(node.path);
          found(seen.size, nodeName(node));
        },
      }),
    );
    if (tree.ok) trees.set(card.transport, tree.value);
    return tree;
  }

  return {
    browse: async (card, read, found) => {
      const tree = await browse(card, read, found);
      return tree.ok ? ok({ files: tree.value.nodes.map(browsedFile), complete: tree.value.complete }) : tree;
    },

    readFile: async (card, read, path, keys): Promise<Result<FileBody>> => {
      const node = trees.get(card.transport)?.nodes.find((item) => item.path === path);
      if (node === undefined) return err(appError('card-file-unknown', { path }));
      const link = linkTo(card);
      // Between finding out about the card and leaving it as it was: those exchanges read other files.
      const exchanges = { from: 0, to: 0 };
      const file = await withFace(link, read.card.mode, async (face) => {
        exchanges.from = card.nextExchange();
        const done = await readNode(createFileCursor(link, face), node, {
          iccid: face.iccid,
          keys: keysOf(card, keys),
        });
        exchanges.to = card.nextExchange();
        return done;
      });
      if (!file.ok) return file;
      if (file.value === undefined) {
        const { reach, sw } = node;
        const nothing = { bytes: new Uint8Array(), nodes: [], tokens: [], secrets: [] };
        return ok({ path, ...nothing, reach, sw, complete: false, exchanges });
      }
      const { content, complete, reach, sw } = file.value;
      const explained = explainNode(node, content);
      return ok({
        path,
        bytes: bodyOf(content),
        nodes: [...(explained?.nodes ?? [])],
        tokens: [...(explained?.tokens ?? [])],
        secrets: [...nodeSecrets(node, content)],
        reach,
        sw,
        complete,
        exchanges,
      });
    },

    dump: async (card, keys, { found, only } = {}) => {
      const seen = new Set<string>();
      const dumped = await dumpCard(linkTo(card), {
        mode: 'auto',
        keys: keysOf(card, keys),
        ...(only !== undefined && { standard: false, paths: only }),
        found: ({ path }) => found?.(seen.add(path).size),
      });
      // Whoever goes on with the card chooses its class anew.
      const reset = await card.transport.reset('warm');
      return dumped.ok && !reset.ok && reset.error.code !== 'reset-unsupported' ? reset : dumped;
    },

    keyStates: async (card, { card: { mode } }) => {
      const link = linkTo(card);
      const keys = await withFace(link, mode, (face) => readKeyStates(link, face));
      if (!keys.ok) return keys;
      return ok(
        keys.value.map(({ ref, reference, enabled, verified, tries, unblock, replaces, application }) => ({
          ref,
          reference,
          enabled,
          verified,
          tries,
          ...(unblock !== undefined && { unblock }),
          ...(replaces !== undefined && { replaces }),
          application: application === null ? null : toHex(application),
        })),
      );
    },
  };
}
