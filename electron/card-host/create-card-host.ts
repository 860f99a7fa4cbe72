import { join } from 'node:path';
import { traceTransport } from '../../core/transport/tracing.ts';
import { readBackup } from '../storage/backup.ts';
import { listBackups, planBehind } from '../storage/backup-list.ts';
import { lockCard } from '../storage/card-lock.ts';
import { dataDir } from '../storage/data-dir.ts';
import { findHalfWritten, recallHalfWritten } from '../storage/half-written.ts';
import { noteInJournal } from '../storage/journals.ts';
import { createKeptCards } from '../storage/kept-cards.ts';
import { makePrivate } from '../storage/private-folder.ts';
import { createReaderLabels } from '../storage/reader-labels.ts';
import { createRecentFiles } from '../storage/recent-files.ts';
import { createRefusedKeys } from '../storage/refused-keys.ts';
import { createStoredKeys, noSecretBox, type SecretBox } from '../storage/stored-keys.ts';
import { throwawayFolders } from '../storage/throwaway-folders.ts';
import { createWriteStore } from '../storage/write-store.ts';
import { cardOrigin } from './card-origin.ts';
import { type CardService, createCardService } from './card-service.ts';
import { coreFlows, type FlowStores } from './core-flows.ts';
import { DocumentBook } from './document-book.ts';
import { findBroken } from './find-broken.ts';
import type { ChildLauncher } from './pcsc/child-launcher.ts';
import type { VirtualPort } from './ports/virtual-port.ts';
import { createReaders, type Readers } from './readers.ts';
import { createShellDesk, type ShellDesk } from './shell-desk.ts';
import { createVirtualCards } from './virtual-cards.ts';

export interface CardHostOptions {
  readonly shell: 'electron' | 'browser';
  readonly version: string;
  /** How children of the PC/SC port are started; default as processes of this Node. */
  readonly children?: ChildLauncher;
  /** The system's secret store; absent where this shell has no way to it. */
  readonly secretBox?: SecretBox;
  /** Folder of backups, journals and refused keys; default this platform's place for it. */
  readonly dataFolder?: string;
  /** Default: every reader of this machine. */
  readonly readers?: Readers;
}

export interface CardHost extends Readers {
  readonly service: CardService;
  readonly desk: ShellDesk;
}

const microseconds = (): number => Number(process.hrtime.bigint() / 1000n);

/** The desk of the windows on this user's folder. */
export function hostDesk(dataFolder: string, virtual: VirtualPort = createReaders().virtual): ShellDesk {
  const recent = createRecentFiles(dataFolder);
  const kept = createKeptCards(dataFolder);
  return createShellDesk({
    documents: new DocumentBook({ virtual, recent, kept }),
    labels: createReaderLabels(dataFolder),
  });
}

/** What is kept of cards in one folder. */
function storesIn(folder: string): FlowStores {
  return {
    refused: createRefusedKeys(folder),
    writeStore: (origin) => createWriteStore(folder, () => new Date(), origin),
    recall: (read, reader) => recallHalfWritten(folder, read, reader),
    lock: (iccid) => lockCard(folder, iccid),
    history: {
      halfWritten: (iccid) => findHalfWritten(folder, iccid),
      byContent: (link, read) => findBroken(folder, { link, read }),
      leave: (journal) => noteInJournal(journal, 'left'),
      settle: (journal) => noteInJournal(journal, 'settled'),
      readBackup,
      backups: (iccid) => listBackups(folder, iccid),
      planBehind: (iccid, backup) => planBehind(folder, iccid, backup),
    },
  };
}

/** Puts the card-host together: this machine's readers, core's acts, this user's folder. */
export function createCardHost({
  shell,
  version,
  children,
  secretBox = noSecretBox('a browser has no way to the secret store of the system'),
  dataFolder = dataDir(),
  readers = createReaders(children === undefined ? {} : { children }),
}: CardHostOptions): CardHost {
  void makePrivate(dataFolder);
  const virtual = createVirtualCards(readers.virtual, createKeptCards(dataFolder));
  void virtual.load();
  const desk = hostDesk(dataFolder, readers.virtual);
  const throwaway = throwawayFolders();
  const originOf = (reader: string) => cardOrigin(reader, readers.virtual);
  const service = createCardService({
    desk,
    hub: readers.hub,
    flows: coreFlows((reader) => storesIn(originOf(reader) === 'madeUp' ? throwaway(reader) : dataFolder)),
    traced: (transport, record) => traceTransport(transport, { clock: microseconds, record }),
    storedKeys: createStoredKeys(dataFolder, secretBox),
    originOf,
    virtual,
    shell,
    version,
    backupFolder: join(dataFolder, 'backups'),
  });
  return { ...readers, service, desk };
}
