import { type Act3g, allowed3g, type CommandHeader } from './access-3g.ts';
import { type CardCommand, type CardState, type Selection, select } from './card-command.ts';
import { type CardNode, isDeactivated, isShutAway, isTerminated, sfiOf, worksWhenDeactivated } from './file-system.ts';
import { SW } from './uicc-status-words.ts';

export type Gate = { readonly ef: CardNode } | { readonly sw: number };

/** The header as access rules name it: the class byte without its channel. */
export function headerOf({ cla, ins, p1, p2 }: CardCommand): CommandHeader {
  return [cla & 0x80, ins, p1, p2];
}

/** True where the file's rules let the command pass now. */
export function permits(card: CardState, node: CardNode, act: Act3g, command: CardCommand): boolean {
  return allowed3g(node, act, card.credentials, headerOf(command));
}

/** The file of a two-byte id among the children of the current DF. */
export function childOf(selection: Selection, id: Uint8Array): CardNode | undefined {
  const fid = ((id[0] as number) << 8) | (id[1] as number);
  return selection.df.children.find((child) => child.fid === fid);
}

/** The EF a command works on (by short id: it becomes the current one), where it lets `act` pass. */
export function gate(
  card: CardState,
  selection: Selection,
  command: CardCommand,
  sfi: number,
  structures: readonly CardNode['structure'][],
  act: Act3g,
): Gate {
  if (sfi !== 0) {
    const named = selection.df.children.find((child) => child.kind === 'ef' && sfiOf(child) === sfi);
    if (named === undefined) return { sw: SW.notFound };
    // A data object on its way belongs to its file: naming that again does not end it.
    if (named !== selection.ef) select(selection, named);
  }
  const { ef } = selection;
  if (ef === undefined) return { sw: SW.noEf };
  if (!structures.includes(ef.structure)) return { sw: SW.wrongStructure };
  if (!permits(card, ef, act, command)) return { sw: SW.security };
  const closed = isTerminated(ef) || (isDeactivated(ef) && !worksWhenDeactivated(ef));
  if (closed || isShutAway(ef)) return { sw: SW.invalidated };
  return { ef };
}
