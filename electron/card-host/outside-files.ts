import { basename, resolve } from 'node:path';
import { ok, type Result } from '../../core/base/result.ts';
import type { OpenedDocument } from '../ipc/document-contract.ts';
import type { CardHost } from './create-card-host.ts';
import { listCards } from './readers.ts';

type Host = Pick<CardHost, 'hub' | 'virtual' | 'desk'>;

/**
 * Opens a file that the app was started with, or asked to open, by its content. A card image stays where it stands: what is
 * written to its card is kept in it. All else is opened as in the window.
 */
async function openOutside(host: Host, path: string): Promise<Result<OpenedDocument>> {
  const { documents } = host.desk;
  const kind = await documents.kindOf(path);
  if (!kind.ok) return kind;
  if (kind.value !== 'image' && kind.value !== 'bundle') return documents.openPath(path);
  const listed = await listCards(host, [path]);
  if (!listed.ok) return listed;
  const name = basename(path);
  await documents.remember(name, kind.value, path);
  return ok({ kind: kind.value, name, reader: host.virtual.scheme + path, notes: [] });
}

/**
 * Opens such files, one after the other. A window shows the last of them, and each that could not be opened.
 * @returns the first that could not
 */
export async function openOutsideFiles(host: Host, paths: readonly string[]): Promise<Result<void>> {
  let failed: Result<never> | undefined;
  let last: OpenedDocument | undefined;
  for (const path of paths) {
    const opened = await openOutside(host, resolve(path));
    if (opened.ok) last = opened.value;
    else {
      failed ??= opened;
      host.desk.offer({ ok: false, name: basename(path), error: opened.error });
    }
  }
  if (last !== undefined) host.desk.offer({ ok: true, value: last });
  return failed ?? ok(undefined);
}
