import { appError } from '../../../core/base/app-error.ts';
import { utf8 } from '../../../core/base/bytes.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import type { CardTransport, ConnectOptions, ReaderPort, ReaderState } from '../../../core/transport/card-transport.ts';
import { SCARD } from '../pcsc/abi.ts';
import { CardChild, type Outcome } from '../pcsc/card-child.ts';
import type { ChildLauncher, ChildLink, ChildRole } from '../pcsc/child-launcher.ts';
import { OP, STATUS } from '../pcsc/frames.ts';
import { findHolders } from '../pcsc/holders.ts';
import { nodeLauncher } from '../pcsc/node-launcher.ts';
import { answerError, UNKNOWN_HOLDER } from '../pcsc/pcsc-errors.ts';
import { PcscTransport } from '../pcsc/pcsc-transport.ts';
import { ReaderStates } from '../pcsc/reader-states.ts';
import { ReaderTurns } from '../pcsc/reader-turns.ts';
import { type Readers, ReaderWatch } from '../pcsc/reader-watch.ts';

const SCHEME = 'pcsc:';
const DEFAULT_MUTE_AFTER = 10_000;
/** Connecting powers the card, and waits for other programs' transactions: so much longer than an exchange. */
const CONNECT_TIME = 5000;
/** Children that wait for the next connection; each costs some 40 MB. */
const IDLE_CHILDREN = 8;

export interface PcscPortOptions {
  /** Default: processes of this Node. */
  readonly launch?: ChildLauncher;
  /** Environment of the children, on top of this process's: which pcscd they talk to, above all. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * The readers of this machine's PC/SC service. Every connection lives in a child process of its own, and one more child
 * watches the readers: a card that never answers costs its child, and nobody else notices. Without the library or the
 * service the port answers `pcsc-binding` and `pcsc-unavailable`, and works as soon as they are there.
 */
export function createPcscPort({ launch, env = {} }: PcscPortOptions = {}): ReaderPort {
  const links = new Set<ChildLink>();
  const exits = new Set<Promise<void>>();
  const idle: CardChild[] = [];
  const open = new Map<PcscTransport, { readonly exclusive: boolean }>();
  /** How many connections each reader has from here, or is about to have. */
  const uses = new Map<string, number>();
  const turns = new Map<string, ReaderTurns>();
  const listeners = new Set<(readers: Result<readonly ReaderState[]>) => void>();
  const inner = launch ?? nodeLauncher({ env });
  let closed = false;

  const launcher: ChildLauncher = {
    start: (role: ChildRole) => {
      const link = inner.start(role);
      links.add(link);
      const exit = new Promise<void>((resolve) => link.onExit(resolve)).then(() => {
        links.delete(link);
        exits.delete(exit);
      });
      exits.add(exit);
      return link;
    },
  };

  const holdersOf = async (reader: string): Promise<string> => {
    if ([...open].some(([transport, { exclusive }]) => exclusive && transport.reader === reader)) return 'Bootcard';
    const own = new Set([...links].flatMap(({ pid }) => (pid === undefined ? [] : [pid])));
    return (await findHolders({ env: { ...process.env, ...env }, own })) ?? UNKNOWN_HOLDER;
  };

  const states = new ReaderStates(SCHEME, holdersOf, (name) => uses.has(name));

  let generation = 0;
  let announced = '';
  const announce = async (readers: Readers, always = false): Promise<void> => {
    const mine = ++generation;
    const shown = await states.show(readers);
    // A later report may have overtaken this one while holders were looked for.
    if (mine !== generation) return;
    const text = JSON.stringify(shown);
    if (text === announced && !always) return;
    announced = text;
    for (const listener of listeners) listener(shown);
  };

  const watch = new ReaderWatch(launcher, (readers) => void announce(readers));
  const refresh = (always = false): void => {
    if (watch.latest !== undefined) void announce(watch.latest, always);
  };

  const beginUse = (name: string): void => {
    uses.set(name, (uses.get(name) ?? 0) + 1);
  };
  /** What was reported last may still mean this use: only a report from after it tells whether others use the card. */
  const endUse = async (name: string): Promise<void> => {
    if (listeners.size > 0 && !closed) await watch.list();
    const left = (uses.get(name) ?? 1) - 1;
    if (left > 0) uses.set(name, left);
    else uses.delete(name);
    if (!closed) refresh();
  };

  const turnsOf = (name: string): ReaderTurns => {
    const known = turns.get(name) ?? new ReaderTurns();
    turns.set(name, known);
    return known;
  };

  const takeChild = (): CardChild => {
    for (let child = idle.pop(); child !== undefined; child = idle.pop()) if (child.alive) return child;
    return new CardChild(launcher.start('card'));
  };

  const giveBack = (child: CardChild): void => {
    child.onEnd(() => undefined);
    child.hold(false);
    if (closed || !child.alive || idle.length >= IDLE_CHILDREN) child.kill();
    else idle.push(child);
  };

  const over = (child: CardChild) => (transport: PcscTransport, error: string) => {
    open.delete(transport);
    void endUse(transport.reader);
    if (error === 'card-mute') {
      states.markMute(transport.reader, watch.latest);
      refresh();
    }
    // Only a disconnect leaves the child as it was: whatever else ended the connection may be in the child too.
    if (error === 'session-unknown') giveBack(child);
    else child.kill();
  };

  const connectFailure = async (outcome: Outcome, name: string, seconds: number) => {
    if (outcome === 'ended') return appError('card-link', { reader: name, reason: 'the process of the reader ended' });
    if (outcome === 'timeout') {
      const holder = states.isMute(name) ? UNKNOWN_HOLDER : await holdersOf(name);
      if (holder !== UNKNOWN_HOLDER) return appError('card-held', { reader: name, holder });
      states.markMute(name, watch.latest);
      refresh();
      return appError('card-mute', { reader: name, command: 'reset', seconds });
    }
    const error = answerError(outcome, 'connecting', name);
    return error.code === 'card-held' ? appError('card-held', { reader: name, holder: await holdersOf(name) }) : error;
  };

  const connect = async (name: string, options: ConnectOptions = {}): Promise<Result<CardTransport>> => {
    if (!name.startsWith(SCHEME)) return err(appError('reader-unknown', { reader: name }));
    const { exclusive = false, muteAfter = DEFAULT_MUTE_AFTER } = options;
    const gate = turnsOf(name);
    while (!gate.mayGo(connect)) await new Promise<void>((resolve) => gate.wait(resolve));
    if (closed) return err(appError('pcsc-unavailable', { reason: 'closed' }));
    const child = takeChild();
    child.hold(true);
    beginUse(name);
    const share = exclusive ? SCARD.SHARE_EXCLUSIVE : SCARD.SHARE_SHARED;
    const request = Uint8Array.of(OP.connect, share, ...utf8(name.slice(SCHEME.length)));
    const limit = muteAfter + CONNECT_TIME;
    const outcome = await new Promise<Outcome>((resolve) => child.request(request, limit, resolve));
    if (typeof outcome === 'string' || outcome.status !== STATUS.ok) {
      if (typeof outcome === 'string' || outcome.status === STATUS.noLibrary) child.kill();
      else giveBack(child);
      void endUse(name);
      return err(await connectFailure(outcome, name, limit / 1000));
    }
    const transport = new PcscTransport({
      reader: name,
      child,
      turns: gate,
      activation: outcome.payload,
      muteAfter,
      holder: () => holdersOf(name),
      over: over(child),
    });
    open.set(transport, { exclusive });
    if (states.clearMute(name)) refresh();
    return ok(transport);
  };

  return {
    scheme: SCHEME,
    list: async () => states.show(await watch.list()),
    watch: (listener) => {
      listeners.add(listener);
      watch.watched = true;
      refresh(true);
      return () => {
        listeners.delete(listener);
        watch.watched = listeners.size > 0;
      };
    },
    connect,
    close: async () => {
      closed = true;
      listeners.clear();
      watch.close();
      for (const link of links) {
        // Nothing else may be left to wait for: without this the process could end before its children did.
        link.hold(true);
        link.kill();
      }
      await Promise.all(exits);
    },
  };
}
