import { type AppError, appError } from '../../../core/base/app-error.ts';
import { fromHex, padEnd, utf8 } from '../../../core/base/bytes.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import { Secret } from '../../../core/base/secret.ts';
import { readCard } from '../../../core/bootstrap/read-card.ts';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import { openLink } from '../../../core/card/card-link.ts';
import { keyReference } from '../../../core/card/key-names.ts';
import { type KeyConsent, readTries, verifyKey } from '../../../core/card/retry-guard.ts';
import { bodyWithMessage, makePlan } from '../../../core/plan/make-plan.ts';
import { runPlan } from '../../../core/plan/run-plan.ts';
import type { WritePlan } from '../../../core/plan/write-plan.ts';
import type { Exchange } from '../../../core/transport/exchange.ts';
import { traceTransport } from '../../../core/transport/tracing.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import type {
  Answer,
  Bridge,
  EventData,
  EventName,
  Params,
  ReaderInfo,
  RequestName,
} from '../../../electron/ipc/contract.ts';
import { memoryOfRefused } from '../refused-memory.ts';
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
  readonly secrets: Map<string, { readonly ref: string; readonly secret: Secret }>;
  readonly accepted: Map<string, Secret>;
  readonly plans: Map<string, WritePlan>;
  read: ReadResult | null;
  armed: string | null;
}

const CONSENT: KeyConsent = { fewTries: false, triesUnknown: false };

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
    const act = this.#acts[name] as (params: Params<N>) => Promise<Result<Answer<N>>>;
    return act(params);
  }

  /** Takes the card out of a reader, or puts it back. */
  setCard(reader: string, present: boolean): void {
    const slot = this.#slot(reader);
    if (slot === undefined || slot.present === present) return;
    slot.present = present;
    slot.card?.reset();
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

  readonly #refused = memoryOfRefused();

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
      accepted: new Map(),
      plans: new Map(),
      read: null,
      armed: null,
    };
    this.#sessions.set(id, session);
    return { id, ...session };
  }

  async #read(session: FakeSession): Promise<Result<ReadResult>> {
    const keys = { value: (ref: string) => session.accepted.get(ref), refused: this.#refused, consent: () => CONSENT };
    const read = await readCard(this.#link(session), { mode: 'auto', depth: 'inspect', keys });
    if (!read.ok) return read;
    session.read = this.#scenario.change(read.value);
    return ok(session.read);
  }

  #link(session: FakeSession) {
    return openLink(session.transport, () => session.trace.length);
  }

  async #with<T>(id: string, act: (session: FakeSession) => Promise<Result<T>>): Promise<Result<T>> {
    const session = this.#sessions.get(id);
    return session === undefined ? err(appError('session-unknown')) : act(session);
  }

  readonly #acts: { readonly [N in RequestName]: (params: Params<N>) => Promise<Result<Answer<N>>> } = {
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
      this.#with(session, async (found) => {
        const mode = found.read?.card.mode ?? '3g';
        const tries = await readTries(this.#link(found), mode, 0, keyReference(ref, mode) ?? 1);
        if (!tries.ok) return tries;
        return ok({
          triesLeft: tries.value.kind === 'known' ? tries.value.tries : tries.value.kind === 'blocked' ? 0 : null,
        });
      }),
    'credential.verify': ({ session, handle, ...consent }) =>
      this.#with(session, async (found) => {
        const held = found.secrets.get(handle);
        if (held === undefined || found.read === null) return err(appError('session-unknown'));
        const { mode, iccid } = found.read.card;
        const reference = keyReference(held.ref, mode) ?? 1;
        const request = {
          link: this.#link(found),
          mode,
          channel: 0,
          iccid,
          reference,
          value: held.secret,
          consent,
          refused: this.#refused,
        };
        const verified = await verifyKey(request);
        if (!verified.ok) return verified;
        found.accepted.set(held.ref, held.secret);
        return ok({});
      }),
    'plan.make': ({ session, object, message, allowFindings = false }) =>
      this.#with(session, async (found) => {
        if (found.read === null) return err(appError('session-unknown'));
        const plan = await makePlan(this.#link(found), found.read, object, bodyWithMessage(message, { allowFindings }));
        if (!plan.ok) return plan;
        const id = `plan-${++this.#ids}`;
        found.plans.set(id, plan.value);
        return ok({ plan: plan.value, id });
      }),
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
    'plan.run': ({ session, id, handles, ...consent }) =>
      this.#with(session, async (found) => {
        const plan = found.plans.get(id);
        if (plan === undefined || found.read === null)
          return err(appError('plan-stale', { what: 'the plan is no longer kept' }));
        const keys = handles.flatMap((handle) => found.secrets.get(handle) ?? []);
        const outcome = await runPlan(this.#link(found), found.read, plan, {
          armedFor: found.armed,
          keys: (ref) => keys.find((item) => item.ref === ref)?.secret,
          consent,
          refused: this.#refused,
          store: {
            backup: async () =>
              ok('/home/lab/.local/share/bootcard/backups/89462000123456789073-2026-11-21T09-12-44.card.json'),
            begin: async () => ok('/home/lab/.local/share/bootcard/journal/1.jsonl'),
            stepDone: async () => ok(undefined),
            end: async () => ok(undefined),
          },
          progress: (step, total, kind, offset) => this.#emit('plan.progress', { session, step, total, kind, offset }),
        });
        if (!outcome.ok) return outcome;
        const after = await this.#read(found);
        return ok({ ...outcome.value, read: after.ok ? after.value : found.read });
      }),
  };
}
