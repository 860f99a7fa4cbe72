import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addBackupVerbs } from '../../cli/verbs/backup.ts';
import { addRecoverVerb } from '../../cli/verbs/recover.ts';
import { addWriteVerbs } from '../../cli/verbs/write.ts';
import { padEnd, toHex } from '../../core/base/bytes.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../core/bootstrap/default-message.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import { bodyOf, cardWith, ICCID, withFile } from '../support/bootstrap-card.ts';
import { cardFolder } from '../support/card-folder.ts';
import { runVerb } from '../support/run-verbs.ts';

const CONTENT = '3F007F506421';
const NEXT = defaultMessage({ ...NORDTEL, name: 'NordSued' });
const SECRET = defaultMessage({ ...NORDTEL, clientSecret: 'Merlin-1234567' });
const ADM = ['--key', 'adm1=hex:3132333435363738'];

const { at, run, put, imageNow, imageText } = cardFolder({ 'next.wbxml': NEXT, 'secret.wbxml': SECRET }, addWriteVerbs);
const savedPlan = () => JSON.parse(readFileSync(at('plan.json'), 'utf8')) as WritePlan;
const save = (plan: unknown) => writeFileSync(at('plan.json'), JSON.stringify(plan));

describe('a saved plan', () => {
  it('is run as it stands', async () => {
    const reader = put(cardWith());
    expect((await run('plan', reader, at('next.wbxml'), '-o', at('plan.json'))).code).toBe(0);
    const dry = await run('flash', reader, '--plan', at('plan.json'), '--dry-run', '--json', ...ADM);
    expect([dry.code, dry.json()]).toMatchObject([0, { result: 'verified', dryRun: true }]);
    const done = await run('flash', reader, '--plan', at('plan.json'), '--json', ...ADM);
    expect([done.code, done.json()]).toMatchObject([0, { result: 'verified', bytesWritten: savedPlan().bytes }]);
    expect(toHex(bodyOf(imageNow(), CONTENT))).toBe(toHex(padEnd(NEXT, 2048, 0xff)));
    const sent = done.commands.filter((command) => command.slice(2, 4) === 'D6').map((command) => command.slice(2));
    const planned = savedPlan().steps.flatMap(({ command }) => (command === undefined ? [] : [command.slice(2)]));
    expect(sent).toEqual(planned);
  });

  it('is refused where the content changed, with the names of what did', async () => {
    const image = cardWith();
    const reader = put(image);
    await run('plan', reader, at('next.wbxml'), '-o', at('plan.json'));
    const body = bodyOf(image, CONTENT);
    body[2000] = 0x55;
    put(withFile(image, CONTENT, body));
    const before = imageText();
    const stale = await run('flash', reader, '--plan', at('plan.json'), '--json', ...ADM);
    expect(stale.error).toMatchObject({ code: 'plan-stale', details: { what: `${CONTENT} changed` } });
    expect(stale.commands.some((command) => ['D6', '20'].includes(command.slice(2, 4)) && command.length > 10)).toBe(
      false,
    );
    expect(imageText()).toBe(before);
  });

  it('is refused on another card, of whatever class', async () => {
    await run('plan', put(cardWith()), at('next.wbxml'), '-o', at('plan.json'));
    for (const other of ['uicc-3g', 'sim', 'ruim']) {
      const refused = await run('flash', `virtual:${other}`, '--plan', at('plan.json'), ...ADM);
      expect(refused.error).toMatchObject({
        code: 'card-changed',
        details: { actual: builtinCard(other)?.iccid, expected: ICCID },
      });
    }
  });

  it('that was made for showing is refused, and says so', async () => {
    const reader = put(cardWith());
    const shown = await run('plan', reader, at('secret.wbxml'), '--json');
    writeFileSync(at('plan.json'), shown.out);
    const refused = await run('flash', reader, '--plan', at('plan.json'), ...ADM);
    expect(refused.error?.code).toBe('plan-masked');
    // With nothing masked in it, what was shown is the plan.
    const clear = await run('plan', reader, at('secret.wbxml'), '--json', '--show-secrets');
    writeFileSync(at('plan.json'), clear.out);
    expect((await run('flash', reader, '--plan', at('plan.json'), ...ADM)).code).toBe(0);
  });

  it.each<[string, (plan: WritePlan) => unknown, string]>([
    ['another format', (plan) => ({ ...plan, format: 'bootcard-plan/1' }), 'format'],
    ['no steps', ({ steps: _, ...plan }) => plan, 'steps'],
    [
      'a command that is no UPDATE',
      (plan) => ({
        ...plan,
        steps: plan.steps.map((step) => ({
          ...step,
          ...(step.command && { command: step.command.replace(/^(..)D6/, '$1E4') }),
        })),
      }),
      'steps.3',
    ],
    [
      'a command with other bytes than it says',
      (plan) => ({
        ...plan,
        steps: plan.steps.map((step) => ({ ...step, ...(step.data && { data: step.data.replace(/.$/, '0') }) })),
      }),
      'steps.3',
    ],
    [
      'a command that writes elsewhere than it says',
      (plan) => ({
        ...plan,
        steps: plan.steps.map((step) => ({ ...step, ...(step.data && { offset: step.offset + 1 }) })),
      }),
      'steps.3',
    ],
    ['a step that is missing', (plan) => ({ ...plan, steps: plan.steps.filter((_, i) => i !== 4) }), CONTENT],
    ['a file that it does not name', (plan) => ({ ...plan, files: [] }), 'steps.3'],
  ])('with %s is refused before anything is sent that could cost', async (_name, change, place) => {
    const reader = put(cardWith());
    await run('plan', reader, at('next.wbxml'), '-o', at('plan.json'));
    const before = imageText();
    save(change(savedPlan()));
    const refused = await run('flash', reader, '--plan', at('plan.json'), ...ADM);
    expect(refused.error).toMatchObject({ code: 'plan-invalid', details: { place } });
    expect(imageText()).toBe(before);
  });

  const withStep = (plan: WritePlan, kind: string, command: string, data = '', offset = 0) => ({
    ...plan,
    steps: plan.steps.toSpliced(3, 0, { kind, file: CONTENT, offset, data, command } as WritePlan['steps'][number]),
  });
  const withRemove = (plan: WritePlan, command: string) => ({
    ...withStep(plan, 'delete', command),
    files: plan.files.map((file) => ({ ...file, after: null, remove: [{ kind: 'delete', command }] })),
  });
  const edited = (plan: WritePlan, kind: string, edit: (command: string) => string) => ({
    ...plan,
    steps: plan.steps.map((step) =>
      step.kind === kind && step.command !== undefined ? { ...step, command: edit(step.command) } : step,
    ),
  });

  /** A saved plan comes from outside: nothing goes to the card that its words do not say. */
  it.each<[string, (plan: WritePlan) => unknown]>([
    ['VERIFY', (plan) => withStep(plan, 'create', '0020000A083132333435363739')],
    ['VERIFY, named as none that is sent', (plan) => withStep(plan, 'verify', '0020000A083132333435363739')],
    ['TERMINATE CARD USAGE', (plan) => withStep(plan, 'activate', '00FE000000')],
    ['TERMINATE DF among the commands of its file', (plan) => withRemove(plan, '00E6000000')],
    ['DELETE FILE under another name', (plan) => withStep(plan, 'create', '00E40000026421')],
    ['DELETE FILE of another file', (plan) => withRemove(plan, '00E40000023F00')],
    ['DELETE FILE of what is current', (plan) => withRemove(plan, '00E4000000')],
    ['DELETE FILE of a file that it promises', (plan) => withStep(plan, 'delete', '00E40000026421')],
    ['UPDATE BINARY of another file by its short id', (plan) => withStep(plan, 'update', '00D69E0001FF', 'FF', 0x9e00)],
    ['UPDATE RECORD in a transparent file', (plan) => withStep(plan, 'update', '00DC000401FF', 'FF')],
    ['the odd UPDATE with another offset', (plan) => withStep(plan, 'update', '00D70000075402010053' + '0100', '00')],
    [
      'an UPDATE of more bytes than it says',
      (plan) => edited(plan, 'commit', (text) => text.replace(/..(..)$/, '02AA$1')),
    ],
    ['an UPDATE of another length', (plan) => edited(plan, 'commit', (text) => text.replace(/..(..)$/, '00$1'))],
    ['an UPDATE of another class', (plan) => edited(plan, 'commit', (text) => text.replace(/^00/, '80'))],
    [
      'an UPDATE without its command',
      (plan) => ({ ...plan, steps: plan.steps.map(({ command: _, ...step }) => step) }),
    ],
    [
      'ids that lead to another file',
      (plan) => ({ ...plan, files: plan.files.map((file) => ({ ...file, fids: ['5031'] })) }),
    ],
    [
      'ranges of other new bytes',
      (plan) => ({ ...plan, ranges: plan.ranges.map((range) => ({ ...range, new: range.old })) }),
    ],
    [
      'ranges of other old bytes',
      (plan) => ({ ...plan, ranges: plan.ranges.map((range) => ({ ...range, old: range.new })) }),
    ],
    [
      'a range beyond the end',
      (plan) => ({ ...plan, ranges: [...plan.ranges, { file: CONTENT, offset: 99999, old: '00', new: '01' }] }),
    ],
    ['a file twice', (plan) => ({ ...plan, files: [...plan.files, ...plan.files] })],
  ])('with %s sends no command that could change anything', async (_name, change) => {
    const reader = put(cardWith());
    await run('plan', reader, at('next.wbxml'), '-o', at('plan.json'));
    const before = imageText();
    save(change(savedPlan()));
    const refused = await run('flash', reader, '--plan', at('plan.json'), '--i-know', ICCID, ...ADM);
    expect([refused.code, refused.error?.code]).toEqual([2, 'plan-invalid']);
    // A VERIFY without a value asks for the tries left.
    expect(refused.commands.filter((command) => !/^..(A4|B0|B2|C0|F2|70|20....00$)/.test(command))).toEqual([]);
    expect(imageText()).toBe(before);
  });

  it('that takes files away asks for the card’s number', async () => {
    const reader = put(cardWith());
    await run('plan', reader, at('next.wbxml'), '-o', at('plan.json'));
    const plan = savedPlan();
    const remove = { kind: 'delete', command: '00E40000026421' };
    save({
      ...plan,
      files: plan.files.map((file) => ({ ...file, after: null, remove: [remove] })),
      ranges: [],
      // What is written, but for the message itself, and the file taken off before all is read back.
      steps: plan.steps
        .filter(({ data }) => data === '')
        .flatMap((step) =>
          step.kind === 'readBack' ? [{ ...remove, file: CONTENT, offset: 0, data: '' }, step] : [step],
        ),
    });
    for (const words of [[], ['--i-know', '89001010000000000026']]) {
      const refused = await run('flash', reader, '--plan', at('plan.json'), ...words, ...ADM);
      expect(refused.error).toMatchObject({ code: 'admin-unconfirmed', details: { option: `--i-know=${ICCID}` } });
    }
    const dry = await run('flash', reader, '--plan', at('plan.json'), '--dry-run', ...ADM);
    expect(dry.error?.code).not.toBe('admin-unconfirmed');
  });

  it('and a message exclude each other; one of them is needed', async () => {
    expect((await run('flash', 'virtual:sim')).error?.code).toBe('usage-invalid');
    expect((await run('flash', 'virtual:sim', 'x', '--plan', 'y')).error?.code).toBe('usage-invalid');
    writeFileSync(at('plan.json'), 'no JSON');
    expect((await run('flash', 'virtual:sim', '--plan', at('plan.json'))).error?.code).toBe('plan-invalid');
  });
});

describe('the table of a plan', () => {
  it('names files, ranges with their fields, keys, time and wear; the commands on demand', async () => {
    const reader = put(cardWith());
    const told = await run('plan', reader, at('secret.wbxml'));
    expect(told.out).toMatch(/3F007F506421 {2}EF\(DM_Bootstrap\) {2}\d+ bytes? in \d+ ranges?/);
    expect(told.out).toMatch(/ {2}[0-9A-F]{4} {2}NordTel\/AppAuth\/1\/AAuthSecret/);
    expect(told.out).toMatch(
      /\d+ bytes in \d+ UPDATEs, \d+ pages of memory, about \d+ exchanges, at least [\d.]+ s; needs adm1 \(3 tries left\)/,
    );
    expect(told.out).not.toContain('Commands');
    const apdus = await run('plan', reader, at('secret.wbxml'), '--apdus');
    expect(apdus.out).toMatch(/invalidate {2}3F007F506421 {2}0000 {2}00D6000001FF/);
    expect(apdus.out).toMatch(/commit +3F007F506421 {2}0000 {2}00D600000102/);
    // "Merlin" in hex, wherever it would stand.
    expect(told.out + apdus.out).not.toContain('4D65726C');
  });

  it('counts the pages of a card whose page size is known', async () => {
    const body = bodyOf(cardWith(), CONTENT);
    for (const at of [600, 1000, 1030]) body[at] = (body[at] ?? 0) ^ 0x01;
    const reader = put(withFile(cardWith(), CONTENT, body));
    type Told = { pages: number; steps: { offset: number; data: string }[] };
    const told = async (...more: string[]) =>
      (await run('plan', reader, at('same.wbxml'), '--allow-findings', '--json', ...more)).json<Told>();
    writeFileSync(at('same.wbxml'), bodyOf(cardWith(), CONTENT));
    const writes = ({ steps }: Told) => steps.filter(({ data }) => data.length > 2).map(({ offset }) => offset);
    // Bridging 29 equal bytes costs less than a command and its page; not where they are three pages more to program.
    expect(writes(await told())).toEqual([1000]);
    const paged = await told('--page-size', '8');
    expect(writes(paged)).toEqual([]);
    expect(paged.pages).toBe(5);
    expect((await run('plan', reader, at('same.wbxml'), '--page-size', 'big')).error?.code).toBe('usage-invalid');
  });

  it('--json has the fields of each range', async () => {
    const shown = await run('plan', put(cardWith()), at('secret.wbxml'), '--json');
    const { ranges, fields } = shown.json<{ ranges: unknown[]; fields: string[][] }>();
    expect(fields).toHaveLength(ranges.length);
    expect(fields.flat()).toContain('NordTel/AppAuth/1/AAuthSecret');
  });
});

describe('verify', () => {
  it('names the first difference by file, offset and field; its bytes only where secrets may be shown', async () => {
    const reader = put(cardWith());
    const told = await run('verify', reader, at('next.wbxml'), '--json');
    expect([told.code, told.json()]).toMatchObject([
      1,
      { result: 'failed', file: CONTENT, field: null, firstDifference: 152 },
    ]);
    const same = defaultMessage({ ...NORDTEL, clientSecret: 'x'.repeat(NORDTEL.clientSecret.length) });
    writeFileSync(at('same.wbxml'), same);
    const field = await run('verify', reader, at('same.wbxml'), '--json');
    expect(field.json()).toMatchObject({ field: 'NordTel/AppAuth/1/AAuthSecret' });
    expect((await run('verify', reader, at('same.wbxml'))).out).toMatch(
      /offset \d+ \(NordTel\/AppAuth\/1\/AAuthSecret\)\.$/m,
    );
    expect((await run('verify', reader, at('same.wbxml'), '--show-secrets')).out).toContain('instead of 78');
  });
});

describe('progress', () => {
  it('is told on standard error: lines, or JSON with --json; without the option nothing', async () => {
    const reader = put(cardWith());
    const lines = await run('flash', reader, at('next.wbxml'), '--progress', ...ADM);
    expect(lines.err).toMatch(/^1\/\d+ backup\n2\/\d+ journal\n3\/\d+ verify\n4\/\d+ invalidate 3F007F506421 0000\n/);
    expect(lines.err).toMatch(/readBack\n$/);
    const events = await run('flash', reader, at('secret.wbxml'), '--progress', '--json', ...ADM);
    const rows = events.err
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows[3]).toEqual({
      event: 'progress',
      step: 4,
      total: rows.length,
      kind: 'invalidate',
      file: CONTENT,
      offset: 0,
    });
    expect(events.json()).toMatchObject({ result: 'verified' });
    expect((await run('flash', reader, at('next.wbxml'), ...ADM)).err).toBe('');
  });
});

describe('a stop that is asked for', () => {
  it('before the first command ends with nothing written', async () => {
    const reader = put(cardWith());
    const stopped = await runVerb(at('data'), addWriteVerbs, ['flash', reader, at('next.wbxml'), ...ADM], () => ({
      uncut: (write) => write(() => true),
    }));
    expect([stopped.code, stopped.error?.code]).toEqual([6, 'write-stopped']);
    expect(stopped.commands.some((command) => command.slice(2, 4) === 'D6')).toBe(false);
    expect(toHex(bodyOf(imageNow(), CONTENT))).toBe(toHex(bodyOf(cardWith(), CONTENT)));
  });

  it('between two files leaves none half-written, and recover finishes the rest', async () => {
    const image = cardWith();
    const reader = put(image);
    // A restore of two files: the content, then the directory that leads to it.
    const more = (...args: string[]) =>
      runVerb(at('data'), (program, act) => [addBackupVerbs(program, act), addRecoverVerb(program, act)], args);
    await more('backup', reader);
    const dodf = bodyOf(image, '3F007F506420');
    const damaged = withFile(withFile(image, '3F007F506420', dodf.fill(0xff)), CONTENT, padEnd(NEXT, 2048, 0xff));
    put(damaged);
    let asked = false;
    const stopped = await runVerb(
      at('data'),
      addBackupVerbs,
      ['restore', reader, 'latest', '--json', '--progress', ...ADM],
      () => ({
        uncut: (write) =>
          write(() => {
            const now = imageNow();
            asked ||= toHex(bodyOf(now, CONTENT)) === toHex(bodyOf(image, CONTENT));
            return asked;
          }),
      }),
    );
    expect([stopped.code, stopped.json()]).toMatchObject([6, { result: 'interrupted' }]);
    expect(stopped.err).toContain('none of them is half-written');
    expect(toHex(bodyOf(imageNow(), CONTENT))).toBe(toHex(bodyOf(image, CONTENT)));
    const told = await more('recover', reader, '--json');
    expect(told.json()).toMatchObject({ state: 'half', files: [{ state: 'new' }, { state: 'old' }] });
    const done = await more('recover', reader, '--finish', '--json', ...ADM);
    expect([done.code, done.json()]).toMatchObject([0, { result: 'verified' }]);
    expect(toHex(bodyOf(imageNow(), '3F007F506420'))).toBe(toHex(bodyOf(image, '3F007F506420')));
  });
});
