import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';

/** What a reader is called on screen: by its user, else by itself. */
export function shownName(reader: Pick<ReaderInfo, 'label' | 'title'>): string {
  return reader.label ?? reader.title;
}

/** A reader's card came from a file that was opened here. */
export function isOpened({ kind, virtual, name }: Pick<ReaderInfo, 'kind' | 'virtual' | 'name'>): boolean {
  if (kind === 'replay') return true;
  if (kind !== 'virtual' || virtual?.kept === true) return false;
  return virtual?.memory !== undefined || /[/\\]|\.(json|zip|bootcard-bundle)$/.test(name.slice('virtual:'.length));
}
