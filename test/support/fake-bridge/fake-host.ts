import { type AppError, appError } from '../../../core/base/app-error.ts';
import { fromHex, padEnd, utf8 } from '../../../core/base/bytes.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import { Secret } from '../../../core/base/secret.ts';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import type { Exchange } from '../../../core/transport/exchange.ts';
import { traceTransport } from '../../../core/transport/tracing.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import type { Credential, PlanToRun, TracedCard, TryConsent } from '../../../electron/card-host/card-flows.ts';
import { coreFlows } from '../../../electron/card-host/core-flows.ts';
import type { Answer, Bridge, EventData, EventName, Params, RequestName } from '../../../electron/ipc/contract.ts';
import type { ReaderInfo } from '../../../electron/ipc/read-contract.ts';
import { memoryOfRefused } from '../refused-memory.ts';
import { FakeHistory } from './fake-history.ts';
import { memoryTransport } from './memory-transport.ts';
import type { FakeReader, Scenario } from './scenarios.ts';

interface Slot {
  readonly info: ReaderInfo;
  readonly fake: FakeReader;
  card: VirtualCard | null;
  present: boolean;
}

interface FakeSession {
  readonly slot: Slot;
  readonly trace: Exchange[];
  readonly transport: ReturnType<typeof traceTransport>;
  readonly secrets: Map<string, Credential>;
  readonly remembered: Map<string, Credential>;
  readonly accepted: Map<string, Credential & { readonly consent: TryConsent }>;
  readonly plans: Map<string, PlanToRun>;
  read: ReadResult | null;
  armed: string | null;
  stopAsked: boolean;
}

/** The card-host in the page, on the real core and virtual cards: for tests and pictures of the interface alone. */
export class FakeHost implements Bridge {
  readonly #slots: Slot[];
  readonly #scenario: Scenario;
  readonly #sessions = new Map<string, FakeSession>();
  readonly #listeners = new Map<EventName, Set<(data: never) => void>>();
  #ids = 0;
  #micros = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#slots = scenario.readers.map((fake) => ({
      fake,
      info: {
        name: fake.name,
        title: fake.title,
        kind: fake.kind,
        card: fake.card,
        ...(fake.holder && { holder: fake.holder }),
      },
      card: fake.image ? new VirtualCard(fake.image) : null,
      present: fake.card !== 'empty',
    }));
  }

  on<N extends EventName>(name: N, listener: (data: EventData<N>) => void): () => void {
    const known = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, known.add(listener as (data: never) => void));
    if (name === 'readers.changed') queueMicrotask(() => this.#tellReaders());
    return () => known.delete(listener as (data: never) => void);
  }

  async call<N extends RequestName>(name: N, params: Params<N>): Promise<Result<Answer<N>>> {
    const act = this.#acts[name] as ((params: Params<N>) => Promise<Result<Answer<N>>>) | undefined;
    return act?.(params) ?? err(appError('request-invalid', { reason: `${name} is not offered here` }));
  }

  /** Takes the card out of a reader, or puts it back. */
  setCard(reader: string, present: boolean): void {
    const slot = this.#slot(reader);
    if (slot === undefined || slot.present === present) return;
    slot.present = present;
    // What happened to it does not happen again when it is put back.
    if (present && slot.card !== null) slot.card = new VirtualCard(slot.card.image());
    for (const [id, session] of this.#sessions) {
      if (session.slot === slot && !present) this.#end(id, appError('card-removed', { reader }));
    }
    this.#tellReaders();
  }

  #emit<N extends EventName>(name: N, data: EventData<N>): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(data as never);
  }

  #infos(): ReaderInfo[] {
    return this.#slots.map(({ info, present }) => ({
      ...info,
      card: present ? (info.card === 'empty' ? 'present' : info.card) : 'empty',
    }));
  }

  #tellReaders(): void {
    this.#emit('readers.changed', { readers: this.#infos(), pcsc: this.#scenario.pcsc });
  }

  #slot(name: string): Slot | undefined {
    return this.#slots.find(({ info }) => info.name === name);
  }

  #end(id: string, error: AppError): void {
    this.#sessions.delete(id);
    this.#emit('session.ended', { session: id, error });
  }

  readonly #history = new FakeHistory();
  readonly #flows = coreFlows({
    refused: memoryOfRefused(),
    writeStore: this.#history.writeStore,
    recall: this.#history.recall,
    lock: async () => ok({ release: async () => undefined }),
    history: this.#history,
  });

  #open(slot: Slot, card: VirtualCard): FakeSession & { readonly id: string } {
    const id = `session-${++this.#ids}`;
    const trace: Exchange[] = [];
    const inner = memoryTransport(slot.info.name, card, () => slot.present, this.#scenario.wait);
    const transport = traceTransport(inner, {
      clock: () => (this.#micros += 4321),
      record: (exchange) => {
        trace.push(exchange);
        this.#emit('trace.exchange', { session: id, exchange });
      },
    });
    const session: FakeSession = {
      slot,
      trace,
      transport,
      secrets: new Map(),
      remembered: new Map(),
      accepted: new Map(),
      plans: new Map(),
      read: null,
      armed: null,
      stopAsked: false,
    };
    this.#sessions.set(id, session);
    return { id, ...session };
  }

  async #read(session: FakeSession): Promise<Result<ReadResult>> {
    const read = await this.#flows.read(this.#card(session), 'auto', {
      accepted: (ref) => session.accepted.get(ref),
    });
    if (!read.ok) return read;
    session.read = this.#scenario.change(read.value);
    return ok(session.read);
  }

  #card({ transport, trace }: FakeSession): TracedCard {
    return { transport, nextExchange: () => trace.length };
  }

  async #with<T>(id: string, act: (session: FakeSession) => Promise<Result<T>>): Promise<Result<T>> {
    const session = this.#sessions.get(id);
    return session === undefined ? err(appError('session-unknown')) : act(session);
  }

  async #withRead<T>(
    id: string,
    act: (session: FakeSession, read: ReadResult) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.#with(id, async (session) =>
      session.read === null ? err(appError('session-unknown')) : act(session, session.read),
    );
  }

  #kept(session: FakeSession, plan: Result<PlanToRun>): Result<Answer<'plan.make'>> {
    if (!plan.ok) return plan;
    const id = `plan-${++this.#ids}`;
    session.plans.set(id, plan.value);
    return ok({ plan: plan.value.plan, id });
  }

  readonly #acts: { readonly [N in RequestName]?: (params: Params<N>) => Promise<Result<Answer<N>>> } = {
    'app.info': async () =>
      ok({
        version: '0.1.0',
        shell: 'browser',
        pcsc: { available: this.#scenario.pcsc === null, reason: this.#scenario.pcsc ?? '' },
        backupFolder: '/home/lab/.local/share/bootcard/backups',
      }),
    'readers.list': async () => ok(this.#infos()),
    'reader.eject': async ({ reader }) => {
      this.setCard(reader, false);
      return ok({});
    },
    'reader.insert': async ({ reader }) => {
      this.setCard(reader, true);
      return ok({});
    },
    'card.open': async ({ reader }) => {
      const slot = this.#slot(reader);
      if (slot === undefined) return err(appError('reader-unknown', { reader }));
      if (slot.info.card === 'held') return err(appError('card-held', { reader, holder: slot.info.holder ?? '?' }));
      if (slot.card === null || !slot.present) return err(appError('card-absent', { reader }));
      const session = this.#open(slot, slot.card);
      const stored = this.#sessions.get(session.id) ?? session;
      const read = await this.#read(stored);
      if (read.ok) return ok({ session: session.id, read: read.value });
      this.#sessions.delete(session.id);
      return read;
    },
    'card.reread': ({ session }) => this.#with(session, (found) => this.#read(found)),
    'card.close': async ({ session }) => {
      this.#sessions.delete(session);
      return ok({});
    },
    'trace.slice': ({ session, from }) =>
      this.#with(session, async (found) => ok(found.trace.slice(from, from + 1000))),
    'credential.put': ({ session, ref, form, value }) =>
      this.#with(session, async (found) => {
        const bytes = form === 'hex' ? fromHex(value) : padEnd(utf8(value), 8, 0xff);
        if (bytes === undefined) return err(appError('credential-invalid', { ref, reason: 'it is not hex' }));
        const handle = `handle-${++this.#ids}`;
        found.secrets.set(handle, { ref, secret: new Secret(bytes) });
        return ok({ handle });
      }),
    'credential.tries': ({ session, ref }) =>
      this.#withRead(session, async (found, read) => {
        const tries = await this.#flows.tries(this.#card(found), read, ref);
        return tries.ok ? ok({ triesLeft: tries.value }) : tries;
      }),
    'credential.verify': ({ session, handle, ...consent }) =>
      this.#withRead(session, async (found, read) => {
        const held = found.secrets.get(handle);
        if (held === undefined) return err(appError('session-unknown'));
        const verified = await this.#flows.verify(this.#card(found), read, held, consent);
        if (!verified.ok) return verified;
        found.accepted.set(held.ref, { ...held, consent });
        return ok({});
      }),
    'credential.stored': ({ session }) =>
      this.#with(session, async (found) => ok({ available: true, reason: '', refs: [...found.remembered.keys()] })),
    'credential.remember': ({ session, handle }) =>
      this.#with(session, async (found) => {
        const held = found.secrets.get(handle);
        if (held === undefined) return err(appError('session-unknown'));
        found.remembered.set(held.ref, held);
        return ok({});
      }),
    'credential.useStored': ({ session, ref }) =>
      this.#with(session, async (found) => {
        const held = found.remembered.get(ref);
        if (held === undefined) return err(appError('secret-not-stored', { ref, iccid: '' }));
        const handle = `handle-${++this.#ids}`;
        found.secrets.set(handle, held);
        return ok({ handle, length: held.secret.length });
      }),
    'credential.forget': ({ session, ref }) =>
      this.#with(session, async (found) => {
        found.remembered.delete(ref);
        return ok({});
      }),
    'plan.make': ({ session, object, message, allowFindings = false }) =>
      this.#withRead(session, async (found, read) => {
        const plan = await this.#flows.plan(this.#card(found), read, object, message, { allowFindings });
        return this.#kept(found, plan.ok ? ok({ plan: this.#scenario.plan(plan.value, read) }) : plan);
      }),
    'recovery.assess': ({ session }) =>
      this.#withRead(session, async (found, read) => {
        const entry = await this.#flows.assess(this.#card(found), read);
        return entry.ok ? ok({ recovery: entry.value }) : entry;
      }),
    'recovery.plan': ({ session, way }) =>
      this.#withRead(session, async (found, read) =>
        this.#kept(found, await this.#flows.recover(this.#card(found), read, way)),
      ),
    'recovery.leave': ({ session }) =>
      this.#withRead(session, async (_found, read) => {
        await this.#flows.leave(read);
        return ok({});
      }),
    'backups.list': ({ session }) =>
      this.#withRead(session, async (_found, read) => ok({ backups: [...(await this.#flows.backups(read))] })),
    'backups.plan': ({ session, backup }) =>
      this.#withRead(session, async (found, read) => {
        const plan = await this.#flows.restore(this.#card(found), read, backup);
        return this.#kept(found, plan.ok ? ok({ plan: plan.value }) : plan);
      }),
    'files.browse': ({ session }) =>
      this.#withRead(session, (found, read) =>
        this.#flows.browse(this.#card(found), read, (count, name) =>
          this.#emit('files.found', { session, count, name }),
        ),
      ),
    'files.read': ({ session, path }) =>
      this.#withRead(session, (found, read) =>
        this.#flows.readFile(this.#card(found), read, path, { accepted: (ref) => found.accepted.get(ref) }),
      ),
    'keys.list': ({ session }) =>
      this.#withRead(session, (found, read) => this.#flows.keyStates(this.#card(found), read)),
    'card.arm': ({ session, iccid }) =>
      this.#with(session, async (found) => {
        found.armed = iccid;
        return ok({});
      }),
    'card.disarm': ({ session }) =>
      this.#with(session, async (found) => {
        found.armed = null;
        return ok({});
      }),
    'plan.run': ({ session, id, handles, confirmed: _typed, ...consent }) =>
      this.#withRead(session, async (found, read) => {
        const plan = found.plans.get(id);
        if (plan === undefined || found.armed === null)
          return err(appError('plan-stale', { what: 'the plan is gone' }));
        const credentials = handles.flatMap((handle) => found.secrets.get(handle) ?? []);
        found.stopAsked = false;
        const outcome = await this.#flows.run(this.#card(found), read, {
          ...plan,
          armedFor: found.armed,
          credentials,
          consent,
          progress: (progress) => this.#emit('plan.progress', { session, ...progress }),
          stopped: () => found.stopAsked,
        });
        found.armed = null;
        if (!outcome.ok) return outcome;
        await found.transport.reset('warm');
        const after = await this.#read(found);
        if (!after.ok) this.setCard(found.slot.info.name, false);
        return ok({ ...outcome.value, read: after.ok ? after.value : read });
      }),
    'plan.stop': ({ session }) =>
      this.#with(session, async (found) => {
        found.stopAsked = true;
        return ok({});
      }),
  };
}
