import { appError } from '../../core/base/app-error.ts';
import { isLoopback } from '../../core/base/loopback.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { BUILTIN_CARDS, builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { FAULT_CARDS, madeIccid } from '../../core/bootstrap/fault-cards.ts';
import { cloneImage, knownValue } from '../../core/files/clone-image.ts';
import type { CardDump } from '../../core/files/dump.ts';
import { type CardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { type FaultImage, faultLacks } from '../../core/virtual-card/faults.ts';
import { VirtualCard } from '../../core/virtual-card/virtual-card.ts';
import type { CardBase, CloneInfo, VirtualCardInfo } from '../ipc/virtual-contract.ts';
import type { KeptCards } from '../storage/kept-cards.ts';
import type { VirtualPort } from './ports/virtual-port.ts';
import type { VirtualSlot } from './ports/virtual-slot.ts';
import { type ServeTarget, serveCard } from './vpcd-client.ts';

/** What can be done with virtual cards besides reading and writing them. */
export interface VirtualCards {
  bases(): readonly CardBase[];
  make(base: string, title: string): Promise<Result<{ readonly reader: string }>>;
  /** Keeps a dumped card as a clone. */
  clone(dump: CardDump, title: string, ownNumber: boolean): Promise<Result<CloneInfo>>;
  show(reader: string): Promise<Result<VirtualCardInfo>>;
  arm(reader: string, fault: FaultImage): Promise<Result<VirtualCardInfo>>;
  disarm(reader: string, at: number | null): Promise<Result<VirtualCardInfo>>;
  /** @param confirmed what was typed; asked for where the card is kept: what it holds goes for good */
  restore(reader: string, confirmed: string): Promise<Result<VirtualCardInfo>>;
  rename(reader: string, title: string): Promise<Result<VirtualCardInfo>>;
  remove(reader: string, confirmed: string): Promise<Result<void>>;
  /** @param target `remote`: whoever uses this has confirmed that the card leaves this computer */
  serve(reader: string, target: ServeTarget & { readonly remote?: boolean }): Promise<Result<VirtualCardInfo>>;
  stop(reader: string): Promise<Result<VirtualCardInfo>>;
  /** Lists the cards that are kept; those that can no longer be read stay on the disk, unlisted. */
  load(): Promise<void>;
}

const SCHEME = 'virtual:';

function basesOf(): readonly CardBase[] {
  const good = BUILTIN_CARDS.map(({ name, platform, modes, title }): CardBase => {
    const group = name.endsWith('-blank') ? 'blank' : 'healthy';
    return { name, group, platform, modes, title: { en: title, zh: title } };
  });
  const broken = FAULT_CARDS.map(({ name, platform, modes, kind, title, titleZh }): CardBase => {
    return { name, group: kind, platform, modes, title: { en: title, zh: titleZh } };
  });
  return [...good, ...broken];
}

function wearOf({ memory, files }: CardImage): VirtualCardInfo['wear'] {
  const rows = memory?.wear ?? [];
  return [...new Set(rows.map(({ path }) => path))]
    .map((path) => {
      const own = rows.filter((row) => row.path === path);
      return {
        path,
        name: files.find((file) => file.path === path)?.name ?? null,
        bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
        pages: own.length,
        most: Math.max(...own.map(({ writes }) => writes)),
      };
    })
    .sort((a, b) => b.most - a.most || b.bytes - a.bytes);
}

/** What of an image is the card: not what goes wrong with it, what it is called, or how worn it is. */
function content({ title: _title, faults: _faults, memory: _memory, ...rest }: CardImage): string {
  return serializeCardImage({ ...rest, title: '', faults: [] });
}

/** What has to be typed before a card, or what it holds, goes for good. */
const confirmationFor = ({ iccid, title }: CardImage) => (iccid === null ? title : iccid.slice(-4));

const isConfirmed = ({ card }: VirtualSlot, confirmed: string) => confirmed === confirmationFor(card.image());

const unconfirmed = ({ card, title }: VirtualSlot) =>
  appError('virtual-unconfirmed', { name: title, iccid: card.image().iccid ?? '' });

export function createVirtualCards(port: VirtualPort, kept: KeptCards): VirtualCards {
  /** A card that was never looked at is listed by `port.list` alone. */
  const withSlot = async <T>(reader: string, act: (slot: VirtualSlot) => Promise<Result<T>>): Promise<Result<T>> => {
    const slot = port.slot(reader);
    return slot === undefined ? err(appError('reader-unknown', { reader })) : act(slot);
  };

  const madeOf = async (slot: VirtualSlot): Promise<CardImage | undefined> => {
    const builtin = builtinCard(slot.name.slice(SCHEME.length));
    if (builtin !== undefined) return builtin;
    const made = slot.kept && slot.path !== undefined ? await kept.made(slot.path) : undefined;
    return made?.ok ? made.value : undefined;
  };

  const originOf = (slot: VirtualSlot): VirtualCardInfo['origin'] => {
    // In the place of a kept card there can be a built-in one, for a while.
    if (slot.kept) return slot.path === undefined ? 'builtIn' : 'kept';
    return builtinCard(slot.name.slice(SCHEME.length)) === undefined ? 'file' : 'builtIn';
  };

  const infoOf = async (slot: VirtualSlot): Promise<VirtualCardInfo> => {
    const image = slot.card.image();
    const made = await madeOf(slot);
    const { platform, modes, iccid, credentials } = image;
    return {
      reader: slot.name,
      title: slot.title,
      origin: originOf(slot),
      path: slot.path ?? null,
      platform,
      modes,
      iccid,
      inserted: slot.inserted,
      changed: made === undefined ? null : content(new VirtualCard(made).image()) !== content(image),
      faults: slot.card.armedFaults().map(({ fault, left }) => ({ fault, left })),
      served: slot.served ?? null,
      wear: wearOf(image),
      credentials: credentials.map((item) => ({
        ref: item.ref,
        value: knownValue(item),
        tries: item.tries,
        maxTries: item.maxTries,
        enabled: item.enabled,
      })),
    };
  };

  const shown = (reader: string, act: (slot: VirtualSlot) => Promise<Result<void>>) =>
    withSlot(reader, async (slot) => {
      const done = await act(slot);
      return done.ok ? ok(await infoOf(slot)) : done;
    });

  const keep = async (image: CardImage): Promise<Result<string>> => {
    const path = await kept.add(image);
    return path.ok ? port.keep(path.value) : path;
  };

  const onlyKept = (slot: VirtualSlot): Result<string> =>
    slot.kept && slot.path !== undefined ? ok(slot.path) : err(appError('virtual-not-kept', { name: slot.title }));

  return {
    bases: basesOf,

    make: async (base, title) => {
      const image = builtinCard(base, { title, iccid: madeIccid(kept.serial()) });
      if (image === undefined) return err(appError('virtual-base', { name: base }));
      const reader = await keep(image);
      return reader.ok ? ok({ reader: reader.value }) : reader;
    },

    clone: async ({ image: dumped, unread, complete }, title, ownNumber) => {
      const { image, credentials } = cloneImage(dumped, title, ownNumber ? madeIccid(kept.serial()) : undefined);
      const reader = await keep(image);
      if (!reader.ok) return reader;
      const { iccid, files } = image;
      return ok({
        reader: reader.value,
        iccid,
        files: files.length,
        unread: unread.map((file) => ({ ...file })),
        complete,
        credentials: credentials.map((item) => ({ ...item })),
      });
    },

    show: (reader) => shown(reader, async () => ok(undefined)),

    arm: (reader, fault) =>
      shown(reader, async (slot) => {
        const what = faultLacks(fault);
        if (what !== undefined) return err(appError('virtual-fault', { kind: fault.kind, what }));
        const foreign = port.foreignSwap([fault]);
        return foreign === undefined ? slot.arm(fault) : err(foreign);
      }),

    disarm: (reader, at) => shown(reader, (slot) => slot.disarm(at)),

    restore: (reader, confirmed) =>
      shown(reader, async (slot) => {
        if (slot.turns.taken || slot.served !== undefined) return err(appError('virtual-in-use', { name: slot.title }));
        if (originOf(slot) === 'kept' && !isConfirmed(slot, confirmed)) return err(unconfirmed(slot));
        const made = await madeOf(slot);
        if (made === undefined) return err(appError('virtual-no-origin', { name: slot.title }));
        return slot.replace({ ...made, title: slot.title });
      }),

    rename: (reader, title) =>
      shown(reader, async (slot) => {
        const path = onlyKept(slot);
        return path.ok ? slot.rename(title) : path;
      }),

    remove: (reader, confirmed) =>
      withSlot(reader, async (slot) => {
        const path = onlyKept(slot);
        if (!path.ok) return path;
        if (!isConfirmed(slot, confirmed)) return err(unconfirmed(slot));
        port.drop(reader);
        // What is being saved is saved first, or it would be there again afterwards.
        await slot.save();
        return kept.remove(path.value);
      }),

    serve: (reader, target) =>
      shown(reader, async (slot) => {
        if (!slot.inserted) return err(appError('card-absent', { reader }));
        if (!isLoopback(target.host) && target.remote !== true)
          return err(appError('vpcd-remote', { host: target.host }));
        const place = `${target.host}:${target.port}`;
        return slot.lend(`vpcd ${place}`, place, (card) => serveCard(card, target));
      }),

    stop: (reader) =>
      shown(reader, async (slot) => {
        await slot.takeBack();
        return ok(undefined);
      }),

    load: async () => {
      for (const path of await kept.list()) await port.keep(path);
    },
  };
}
