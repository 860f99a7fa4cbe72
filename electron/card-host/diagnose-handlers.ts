import { appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { compareCards } from '../../core/bootstrap/compare-cards.ts';
import { objectContent } from '../../core/bootstrap/object-content.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { CLIENT_PROFILES } from '../../core/device/client-profiles.ts';
import { type DeviceRow, simulateAll } from '../../core/device/simulate.ts';
import { checksOf } from '../../core/diagnosis/checks.ts';
import { type DiagnosedCard, diagnoseCard } from '../../core/diagnosis/diagnose-card.ts';
import type { DiagnosedFinding } from '../../core/diagnosis/diagnosis.ts';
import { ignoreOf } from '../../core/files/comparison-ignore.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import type { Answer, Params } from '../ipc/contract.ts';
import type { DiagnosisInfo, diagnoseRequests, FixInfo } from '../ipc/diagnose-contract.ts';
import { breathe, type CardCopy, withAccepted, withCopy } from './card-copy.ts';
import type { ClientState } from './client-state.ts';
import { bundleOf, type Exported, reportOf } from './diagnose-exports.ts';
import { comparisonInfo, deviceInfo, diagnosisInfo } from './diagnose-infos.ts';
import { withRead } from './handler-scope.ts';
import { recordedCard } from './recorded-card.ts';
import type { Session } from './session.ts';
import { fixInfo, tryFix } from './try-fix.ts';
import { wholeDump } from './whole-dump.ts';

type DiagnoseRequest = keyof typeof diagnoseRequests;
export type DiagnoseHandlers = {
  readonly [N in DiagnoseRequest]: (params: Params<N>) => Promise<Result<Answer<N>>>;
};

/** What is known of a session's card, as long as it is the card that was read. */
interface Examined extends DiagnosedCard {
  readonly of: ReadResult;
  copy?: CardCopy;
  devices?: readonly DeviceRow[];
}

/** A profile of the message that a device would take. */
function profileOf([read]: readonly ReadResult[]): 'dm' | 'cp' | 'unknown' {
  const object = read === undefined || read.chosen === null ? undefined : read.objects[read.chosen];
  return (read && object && objectContent(read, object)?.message?.profile) ?? 'unknown';
}

/** Sessions of which what was found out is kept, whether their card has left or not. */
const MOST_KEPT = 4;

/** Diagnosis, fixes on trial, comparison and exports, for one window. */
export function diagnoseHandlers(client: ClientState): DiagnoseHandlers {
  const { hub, flows } = client.options;
  const examined = new WeakMap<Session, Examined>();
  /** Examined last, the newest at the end. */
  const kept = new Map<string, Session>();

  /** The diagnosis of the card as it was read last. */
  function known(session: Session): Result<Examined> {
    const found = examined.get(session);
    return found !== undefined && found.of === session.read ? ok(found) : err(appError('diagnosis-missing'));
  }

  /** A copy of the session's card: of a virtual one for nothing, of a recording from its file, of a real one by a dump. */
  async function copyOf(session: Session): Promise<Result<CardCopy>> {
    const recorded = await recordedCard(session.reader, hub);
    if (recorded !== undefined) return recorded;
    const image = hub.image(session.reader);
    if (image !== undefined) return ok({ image, from: 'virtual', mode: session.mode, notes: [] });
    const state = examined.get(session);
    if (state?.copy !== undefined && state.of === session.read) return ok(state.copy);
    const tell = (done: number) =>
      client.emit('diagnose.progress', { session: session.id, part: 'copy', done, total: 0 });
    const dumped = await wholeDump(flows, session, tell);
    if (!dumped.ok) return dumped;
    const accepted = withAccepted(dumped.value, (ref) => session.accepted(ref) !== undefined);
    const copy: CardCopy = { image: accepted, from: 'dump', mode: session.mode, notes: [] };
    if (state !== undefined && state.of === session.read) state.copy = copy;
    return ok(copy);
  }

  /** Every kind of device on a copy, one after the other. */
  async function devicesOn(image: CardImage, session: Session, tell: (done: number) => void) {
    return withCopy(image, async ({ link }): Promise<Result<readonly DeviceRow[]>> => {
      const rows: DeviceRow[] = [];
      const keys = flows.keySource(session, session);
      for (const profile of CLIENT_PROFILES) {
        const row = await simulateAll(link, { profiles: [profile], keys });
        if (!row.ok) return row;
        rows.push(...row.value);
        tell(rows.length);
        await breathe();
      }
      return ok(rows);
    });
  }

  async function diagnosed(
    session: Session,
    was: ReadResult | undefined,
  ): Promise<Result<DiagnosedCard & Pick<DiagnosisInfo, 'notes' | 'source'>>> {
    const copy = await recordedCard(session.reader, hub);
    if (copy === undefined) {
      const card = await flows.diagnose(session, session.mode, session, was);
      return card.ok ? ok({ ...card.value, notes: [], source: 'card' }) : card;
    }
    // A recording shows a card as far as it was asked: another class, or more than a device reads, says nothing.
    if (!copy.ok) return copy;
    const { image, mode, notes } = copy.value;
    const card = await withCopy(image, ({ link }) =>
      diagnoseCard(link, { mode, depth: 'device', keys: flows.keySource(session, session), was }),
    );
    return card.ok ? ok({ ...card.value, notes: [...notes], source: 'recording' }) : card;
  }

  /** The fixes of all causes, each planned and run on the copy. */
  async function fixesOn(copy: CardCopy, findings: readonly DiagnosedFinding[], session: Session) {
    const fixes: FixInfo[] = [];
    const causes = findings.flatMap((finding, at) =>
      finding.under === null && finding.kind !== 'context' ? [at] : [],
    );
    for (const [done, at] of causes.entries()) {
      const finding = findings[at];
      if (finding === undefined) continue;
      client.emit('diagnose.progress', { session: session.id, part: 'fixes', done, total: causes.length });
      const tried = await tryFix(copy, finding, flows.keySource(session, session));
      fixes.push(tried.ok ? fixInfo(at, finding, tried.value) : { finding: at, price: null, compared: null });
      await breathe();
    }
    return fixes;
  }

  async function imageOf(id: string): Promise<Result<CardImage>> {
    const copy = await withRead(client, id, (session) => copyOf(session));
    return copy.ok ? ok(copy.value.image) : copy;
  }

  /** What is given away of a card: also after it has left, where it was examined before. */
  async function withExported<T>(id: string, act: (exported: Exported) => Promise<Result<T>>): Promise<Result<T>> {
    const gone = client.sessions.has(id) ? undefined : kept.get(id);
    const state = gone && examined.get(gone);
    if (gone !== undefined && state?.copy !== undefined) return act({ ...state, session: gone, copy: state.copy });
    return withRead(client, id, async (session) => {
      const found = known(session);
      if (!found.ok) return found;
      const copy = await copyOf(session);
      return copy.ok ? act({ ...found.value, session, copy: copy.value }) : copy;
    });
  }

  function findingAt({ diagnosis }: Examined, at: number): Result<DiagnosedFinding> {
    const finding = diagnosis.findings[at];
    return finding === undefined ? err(appError('diagnosis-missing')) : ok(finding);
  }

  return {
    'diagnose.run': ({ session, was }) =>
      withRead(client, session, async (found, read) => {
        const former = was === null ? undefined : client.sessions.get(was)?.read;
        if (was !== null && former === undefined) return err(appError('session-unknown'));
        const from = found.nextExchange();
        const start = performance.now();
        const done = await diagnosed(found, former);
        if (!done.ok) return done;
        const { diagnosis, reads, notes, source } = done.value;
        examined.set(found, { diagnosis, reads, of: read });
        return ok(
          diagnosisInfo(diagnosis, {
            checks: checksOf(diagnosis, { profile: profileOf(reads), former: former !== undefined }),
            source,
            notes,
            exchanges: found.nextExchange() - from,
            millis: performance.now() - start,
          }),
        );
      }),

    'diagnose.examine': ({ session }) =>
      withRead(client, session, async (found) => {
        const state = known(found);
        if (!state.ok) return state;
        const copy = await copyOf(found);
        if (!copy.ok) return copy;
        const total = CLIENT_PROFILES.length;
        const tell = (done: number) => client.emit('diagnose.progress', { session, part: 'devices', done, total });
        const devices = await devicesOn(copy.value.image, found, tell);
        if (!devices.ok) return devices;
        Object.assign(state.value, { devices: devices.value, copy: copy.value });
        kept.set(session, found);
        for (const [oldest] of kept) if (kept.size > MOST_KEPT) kept.delete(oldest);
        const fixes = await fixesOn(copy.value, state.value.diagnosis.findings, found);
        return ok({ devices: devices.value.map(deviceInfo), fixes, copy: copy.value.from });
      }),

    'diagnose.try': ({ session, finding }) =>
      withRead(client, session, async (found) => {
        const state = known(found);
        if (!state.ok) return state;
        const wanted = findingAt(state.value, finding);
        if (!wanted.ok) return wanted;
        const copy = await copyOf(found);
        if (!copy.ok) return copy;
        const tried = await tryFix(copy.value, wanted.value, flows.keySource(found, found));
        if (!tried.ok) return tried;
        const { image, flash } = tried.value;
        const { mode } = copy.value;
        const depth = copy.value.from === 'recording' ? 'device' : 'inspect';
        const after = await withCopy(image, ({ link }) =>
          diagnoseCard(link, { mode, depth, keys: flows.keySource(found, found) }),
        );
        if (!after.ok) return after;
        const devices = await devicesOn(image, found, () => undefined);
        if (!devices.ok) return devices;
        const codes = ({ diagnosis }: DiagnosedCard) =>
          new Set(diagnosis.findings.filter(({ kind }) => kind !== 'context').map(({ code }) => code));
        const left = codes(after.value);
        return ok({
          result: flash.result,
          bytesWritten: flash.bytesWritten,
          verdict: after.value.diagnosis.verdict,
          left: [...left],
          gone: [...codes(state.value)].filter((code) => !left.has(code)),
          devices: devices.value.map(deviceInfo),
        });
      }),

    'diagnose.plan': ({ session, finding }) =>
      withRead(client, session, async (found, read) => {
        const state = known(found);
        if (!state.ok) return state;
        const wanted = findingAt(state.value, finding);
        if (!wanted.ok) return wanted;
        const plan = await flows.planFix(found, read, wanted.value);
        return plan.ok ? ok({ plan: plan.value, id: found.putPlan({ plan: plan.value }) }) : plan;
      }),

    'diagnose.compare': async ({ session, other, golden }) => {
      // One after the other: two sessions that wait for each other's card would wait for ever.
      const a = await imageOf(other);
      if (!a.ok) return a;
      const b = await imageOf(session);
      if (!b.ok) return b;
      return ok(comparisonInfo(compareCards(a.value, b.value, ignoreOf({ names: [], golden }))));
    },

    'diagnose.report': ({ session, format, language }) =>
      withExported(session, (exported) => reportOf(exported, client.options, { format, language })),

    'diagnose.bundle': ({ session, keepIdentity }) =>
      withExported(session, (exported) => bundleOf(exported, client.options, keepIdentity)),
  };
}
