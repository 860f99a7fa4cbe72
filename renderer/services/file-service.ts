import type { Browse } from '../model/browsed-files.ts';
import { cardModel } from '../model/card-model.ts';
import { selectNode } from '../model/selection.ts';
import { lineTo } from '../model/tree-model.ts';
import { type CardTab, updateTab, useCards } from '../stores/cards-store.ts';
import { hiddenIn, host } from './card-service.ts';
import { certificatesReader } from './certificates.ts';

/** Shows the files as they are known now; what is selected stays so. */
function showFiles(id: string, browse: Browse, session: string): void {
  updateTab(id, (tab) => {
    if (tab.read === null || tab.session !== session) return {};
    const model = cardModel(tab.read, hiddenIn(tab.read, tab.recovery), browse, tab.trace, certificatesReader());
    const again = tab.selection === null ? null : lineTo(model.root, tab.selection.node);
    const grown = again?.at(-1)?.kind === 'file' && tab.selection?.span.length === 0;
    return { browse, model, ...(again !== null && grown && { selection: selectNode(again) }) };
  });
}

function browseOf(id: string): Browse | undefined {
  return useCards.getState().tabs.find((tab) => tab.id === id)?.browse;
}

/** Looks for all files of the card. */
export async function browseFiles(tab: CardTab): Promise<void> {
  const { id, session, browse } = tab;
  if (session === null) return;
  updateTab(id, { browse: { ...browse, running: { count: 0, name: '' } }, refusal: null });
  const found = await host().call('files.browse', { session });
  if (found.ok) {
    const { files, complete } = found.value;
    showFiles(id, { running: null, files, complete, bodies: new Map() }, session);
    updateTab(id, ({ open }) => ({ open: new Set([...open, 'dir:3F00']) }));
  } else updateTab(id, (now) => ({ browse: { ...now.browse, running: null }, refusal: found.error }));
}

/** Events may come after the answer that they led to: the exchanges that read a file are needed with it. */
async function catchUp(id: string, session: string, from: number): Promise<void> {
  const slice = await host().call('trace.slice', { session, from });
  if (!slice.ok) return;
  updateTab(id, ({ trace }) => ({ trace: [...trace, ...slice.value.filter(({ index }) => index >= trace.length)] }));
}

/** Paths that are being read, by session: a file is asked for once. */
const asked = new Set<string>();

/** Reads a file outside the chain, so that it can be shown. */
export async function readFile({ id, session }: CardTab, path: string): Promise<void> {
  const key = `${session}:${path}`;
  if (session === null || asked.has(key)) return;
  asked.add(key);
  const body = await host().call('files.read', { session, path });
  if (body.ok) await catchUp(id, session, body.value.exchanges.from);
  asked.delete(key);
  const browse = browseOf(id);
  if (browse === undefined) return;
  if (body.ok) showFiles(id, { ...browse, bodies: new Map([...browse.bodies, [path, body.value]]) }, session);
  else updateTab(id, { refusal: body.error });
}

/** Asks the card for its PINs and keys; costs no try. */
export async function listKeys({ id, session }: CardTab): Promise<void> {
  if (session === null) return;
  const keys = await host().call('keys.list', { session });
  if (keys.ok) updateTab(id, { keys: keys.value });
  else updateTab(id, { refusal: keys.error });
}
