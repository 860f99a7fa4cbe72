import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AppError, appError } from '../../core/base/app-error.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { makeFinding } from '../../core/bootstrap/finding-rows.ts';
import type { CardFile, ReadResult } from '../../core/bootstrap/read-result.ts';
import type { FlashResult } from '../../core/plan/write-plan.ts';
import type { Recovery } from '../../electron/ipc/write-contract.ts';
import { setFields } from '../../renderer/model/edit-acts.ts';
import { isEdited, NO_EDITS } from '../../renderer/model/edit-history.ts';
import { readAgain, showRead, startServices, takeRead } from '../../renderer/services/card-service.ts';
import { ask, followQuestions } from '../../renderer/services/questions.ts';
import { runPlan } from '../../renderer/services/write-service.ts';
import { useApp } from '../../renderer/stores/app-store.ts';
import { addTab, type CardTab, newTab, newWrite, updateTab, useCards } from '../../renderer/stores/cards-store.ts';
import { useDesk } from '../../renderer/stores/desk-store.ts';
import { tabTarget } from '../../renderer/stores/tab-draft.ts';
import { FAKE_PLAN } from '../support/fake-flows.ts';
import { readImage } from '../support/read-image.ts';

/** What the host answers next, by method; anything else is refused. */
const answers = vi.hoisted(() => {
  const next = new Map<string, unknown>();
  const call = async (method: string) =>
    next.has(method) ? { ok: true, value: next.get(method) } : { ok: false, error: { code: 'protocol', details: {} } };
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  const never = () => () => undefined;
  vi.stubGlobal('window', { bootcard: { call, on: never, watchLink: never } });
  return next;
});

/** What the journal knows of a write that broke off. */
const RECOVERY: Recovery = {
  plan: FAKE_PLAN,
  named: null,
  done: 1,
  begun: null,
  backup: '',
  left: false,
  state: 'half',
  files: [],
  ways: ['finish', 'rollBack'],
};

let read: ReadResult;

async function readOf(name: string): Promise<ReadResult> {
  const image = builtinCard(name);
  if (image === undefined) throw new Error(`no ${name}`);
  return (await readImage(image)).result;
}

/** The same card, with a byte of one of its files changed. */
function changed(which: (file: CardFile) => boolean): ReadResult {
  const files = read.files.map((file) => {
    const bytes = file.bytes.slice();
    if (which(file)) bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    return { ...file, bytes };
  });
  return { ...read, files };
}

function tab(): CardTab {
  const [first] = useCards.getState().tabs;
  if (first === undefined) throw new Error('no tab');
  return first;
}

beforeAll(async () => {
  read = await readOf('uicc-3g');
  startServices();
  followQuestions();
});

beforeEach(async () => {
  answers.clear();
  useCards.setState({ tabs: [], active: null });
  useApp.setState({ overlay: null });
  useDesk.setState({ leaving: null });
  addTab(newTab('1', 'virtual:uicc-3g', 'UICC', 'virtual'));
  await showRead('1', 's', read);
  const { original = new Uint8Array(), message = null } = tabTarget(tab()) ?? {};
  const name = message?.view.fields.find(({ path }) => path.endsWith('/Name'));
  if (name === undefined) throw new Error('no name');
  const draft = setFields(NO_EDITS, original, [{ path: name.path, value: 'N' }]);
  updateTab('1', { draft, consented: draft.now.bytes });
  expect(isEdited(tab().draft)).toBe(true);
});

describe('edits when the card is read again', () => {
  const again = async (next: ReadResult): Promise<void> => {
    answers.set('card.reread', next);
    await readAgain(tab());
  };

  it('stay where the message is as it was, with the consent to them', async () => {
    const { draft, consented } = tab();
    await again(changed(({ role }) => role !== 'content'));
    expect(tab()).toMatchObject({ draft, consented, liveness: 'live' });
    expect(useApp.getState().overlay).toBeNull();
  });

  it.each([
    ['the message changed', async () => changed(({ role }) => role === 'content')],
    ['it is another card', () => readOf('sim')],
  ])('are asked about where %s, and stay until it is decided', async (_, other) => {
    const { draft } = tab();
    const next = await other();
    await again(next);
    expect(tab()).toMatchObject({ draft, read, liveness: 'ended', session: 's' });
    expect(useApp.getState().overlay).toBe('leaving');
    const { leaving } = useDesk.getState();
    if (leaving?.what !== 'read') throw new Error('not asked');
    await takeRead(leaving);
    expect(tab()).toMatchObject({ draft: NO_EDITS, consented: null, read: next, liveness: 'live' });
  });
});

describe('edits are not asked about', () => {
  it('where they are on the card by now', async () => {
    const { bytes } = tab().draft.now;
    const target = tabTarget(tab());
    if (bytes === null || target === null) throw new Error('no edits');
    const whole = target.file.file.bytes.slice().fill(0xff, target.at);
    whole.set(bytes, target.at);
    const files = read.files.map((file) => (file.role === 'content' ? { ...file, bytes: whole } : file));
    answers.set('card.reread', { ...read, files });
    await readAgain(tab());
    expect(tab()).toMatchObject({ draft: NO_EDITS, liveness: 'live' });
    expect(useApp.getState().overlay).toBeNull();
  });

  const half = () => {
    const how = { file: '6F01', done: 1, total: 2, backup: '/b', finish: 'recover', command: 'recover' };
    const finding = makeFinding('card-half-written', {}, how);
    return { ...changed(({ role }) => role === 'content'), findings: [finding] };
  };

  it('where a write broke off on their card: they wait, and go on when it was rolled back', async () => {
    const { draft, consented } = tab();
    answers.set('card.reread', half());
    answers.set('recovery.assess', { recovery: RECOVERY });
    await readAgain(tab());
    expect(tab()).toMatchObject({ draft: NO_EDITS, waiting: { draft }, liveness: 'live', view: 'recover' });
    expect(useApp.getState().overlay).toBeNull();
    answers.set('card.reread', read);
    answers.delete('recovery.assess');
    await readAgain(tab());
    expect(tab()).toMatchObject({ draft, consented, waiting: null });
    expect(useApp.getState().overlay).toBeNull();
  });

  it('but are asked about where the write broke off on another card', async () => {
    const { draft } = tab();
    answers.set('card.reread', { ...half(), card: { ...read.card, iccid: '8900' } });
    answers.set('recovery.assess', { recovery: RECOVERY });
    await readAgain(tab());
    expect(tab()).toMatchObject({ draft, liveness: 'ended' });
    expect(useApp.getState().overlay).toBe('leaving');
  });
});

describe('a question', () => {
  it('waits until the sheet that is open is closed, and for the one before it', async () => {
    useApp.setState({ overlay: 'settings' });
    answers.set(
      'card.reread',
      changed(({ role }) => role === 'content'),
    );
    await readAgain(tab());
    expect(useApp.getState().overlay).toBe('settings');
    ask({ what: 'tab', id: '1' });
    useApp.setState({ overlay: null });
    await vi.waitFor(() => expect(useApp.getState().overlay).toBe('leaving'));
    expect(useDesk.getState().leaving?.what).toBe('read');
    useApp.setState({ overlay: null });
    await vi.waitFor(() => expect(useDesk.getState().leaving?.what).toBe('tab'));
  });
});

describe('edits after a run', () => {
  const write = { ...newWrite(FAKE_PLAN, 'p', 'edit'), digits: '0123', armed: true };
  const run = async (result: FlashResult['result'], after: ReadResult, error?: AppError): Promise<boolean> => {
    updateTab('1', { write });
    const flash = { result, firstDifference: null, bytesWritten: 0, exchanges: 0 };
    answers.set('plan.run', { flash, backup: '', read: after, ...(error && { error }) });
    await runPlan(tab());
    return isEdited(tab().draft);
  };

  it('stay where the key was refused', async () => {
    expect(await run('failed', read, appError('key-refused', { ref: 'adm1', tries: '2 tries left' }))).toBe(true);
  });

  it('go where they were written', async () => {
    expect(
      await run(
        'verified',
        changed(({ role }) => role === 'content'),
      ),
    ).toBe(false);
  });

  it('are asked about where a plan that was not theirs changed the message', async () => {
    const after = changed(({ role }) => role === 'content');
    updateTab('1', { write: { ...write, kind: 'fix' } });
    const flash = { result: 'verified', firstDifference: null, bytesWritten: 0, exchanges: 0 };
    answers.set('plan.run', { flash, backup: '', read: after });
    await runPlan(tab());
    expect(isEdited(tab().draft)).toBe(true);
    expect(useApp.getState().overlay).toBe('leaving');
  });

  it('go where the card held them before', async () => {
    expect(await run('unchanged', read)).toBe(false);
  });
});
