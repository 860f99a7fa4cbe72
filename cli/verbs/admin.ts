import { Argument, type Command, Option } from 'commander';
import { toTpdu } from '../../core/apdu/command.ts';
import { commandName } from '../../core/apdu/instructions.ts';
import { appError, exitCodeOf } from '../../core/base/app-error.ts';
import { hexByte, hexWord, toHex } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { ADMIN_PROFILES } from '../../core/card/admin-profile.ts';
import { withFace } from '../../core/card/with-face.ts';
import type { InitialContent } from '../../core/files/admin-outcome.ts';
import { type AdminAct, type AdminPlan, adminSession, placeName, planAdmin } from '../../core/files/admin-plan.ts';
import { adminWords } from '../../core/files/admin-words.ts';
import { type AdminOutcome, runAdmin } from '../../core/files/run-admin.ts';
import { createAdminStore } from '../../electron/storage/admin-store.ts';
import { type NewFileOptions, newFileOf, placeOf, sizeOption } from '../admin-file.ts';
import { readAdminProfile } from '../admin-profile-input.ts';
import { modeOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import type { ConsentOptions } from '../credentials.ts';
import { type GivenKeys, type KeyOptions, keyOptions, keySourceOf, readGivenKeys } from '../given-keys.ts';
import type { Act } from '../main.ts';
import { print, printError, printJson } from '../output.ts';

const ACTS = [
  'create',
  'delete',
  'resize',
  'activate',
  'deactivate',
  'terminate',
  'terminate-card',
  'invalidate',
  'rehabilitate',
] as const;
type ActName = (typeof ACTS)[number];

interface AdminVerbOptions extends ConsentOptions, KeyOptions, NewFileOptions {
  readonly mode: 'auto' | '2g' | '3g';
  readonly profile: string;
  readonly iKnow?: string;
  readonly terminateCard?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Class A0 has names of its own for two of them (TS 51.011 9.2.14, 9.2.15). */
const OTHER_NAMES: Partial<Record<ActName, 'deactivate' | 'activate'>> = {
  invalidate: 'deactivate',
  rehabilitate: 'activate',
};

function actOf(name: ActName, file: string | undefined, options: AdminVerbOptions): Result<AdminAct> {
  if (name === 'terminate-card') return ok({ kind: name });
  if (file === undefined) return err(appError('usage-invalid', { what: 'The file is missing', verb: 'admin' }));
  if (name === 'create') {
    const made = newFileOf(file, options);
    return made.ok ? ok({ kind: name, ...made.value }) : made;
  }
  const place = placeOf(file, options.application);
  if (!place.ok) return place;
  if (name === 'resize') {
    const size = sizeOption(options.size);
    return size.ok ? ok({ kind: name, place: place.value, size: size.value }) : size;
  }
  const kind = name === 'invalidate' || name === 'rehabilitate' ? OTHER_NAMES[name] : name;
  return ok({ kind: kind ?? 'deactivate', place: place.value });
}

/** The APDUs as they go out on T=0, the SELECT of the file before them in words. */
function shownPlan(plan: AdminPlan) {
  return {
    act: plan.act.kind,
    iccid: plan.iccid,
    file: plan.file,
    profile: plan.profile,
    selected: plan.select === undefined ? null : placeName(plan.select),
    apdus: plan.commands.map((command) => ({
      name: commandName(command.cla, command.ins),
      hex: toHex(toTpdu(command, 'T=0')),
    })),
    needs: plan.needs,
    irreversible: plan.irreversible,
    words: adminWords(plan),
  };
}

function printPlan(plan: AdminPlan): void {
  const shown = shownPlan(plan);
  for (const line of shown.words) print(line);
  if (shown.selected !== null) print(`  SELECT ${shown.selected}`);
  for (const { name, hex } of shown.apdus) print(`  ${hex}  ${name}`);
  for (const refs of shown.needs) print(`The card asks for ${refs.join(' or ')}: give it with --key.`);
}

function initialJson(initial: InitialContent | undefined) {
  if (initial === undefined) return null;
  if (initial.kind === 'filled') return { ...initial, byte: hexByte(initial.byte) };
  return initial.kind === 'unreadable' ? { ...initial, sw: hexWord(initial.sw) } : initial;
}

function initialWords(initial: InitialContent): string {
  if (initial.kind === 'filled') return `It holds ${initial.size} bytes of ${hexByte(initial.byte)}.`;
  if (initial.kind === 'pattern') return `It holds a pattern: ${toHex(initial.bytes.subarray(0, 16))} …`;
  return `What it holds cannot be read (${hexWord(initial.sw)}).`;
}

function report(plan: AdminPlan, outcome: AdminOutcome, json: boolean): ExitCode {
  const { proof, journal, backup = null, exchanges, error } = outcome;
  const result = error === undefined ? 'done' : 'failed';
  if (json) {
    const { differences } = proof;
    const initial = initialJson(proof.initial);
    printJson({ ...shownPlan(plan), dryRun: false, result, differences, initial, backup, journal, exchanges });
  } else {
    if (error === undefined) print('Done, and the card shows it.');
    if (proof.initial !== undefined) print(initialWords(proof.initial));
    if (backup !== null) print(`Backup: ${backup}`);
    print(`Journal: ${journal}`);
  }
  if (error === undefined) return EXIT.good;
  printError(error, false);
  return exitCodeOf(error);
}

async function perform(
  context: CliContext,
  plan: AdminPlan,
  session: ReturnType<typeof adminSession>,
  options: AdminVerbOptions,
  keys: GivenKeys,
): Promise<Result<ExitCode>> {
  // Where the card does not tell what it wants, all that a person named is sent; a key file is not emptied at a card.
  const { access, iccid } = plan;
  const told = access.kind === 'keys' || access.kind === 'always';
  const given = told ? keys.forCard(iccid) : keys.typed;
  const outcome = await context.uncut((stopped) =>
    runAdmin(session, plan, {
      consent: { iccid: options.iKnow, terminateCard: options.terminateCard ?? false },
      keys: keySourceOf(context, keys, options),
      given: [...given.keys()],
      store: createAdminStore(context.dataFolder),
      stopped,
    }),
  );
  return outcome.ok ? ok(report(plan, outcome.value, options.json ?? false)) : outcome;
}

async function admin(
  context: CliContext,
  reader: string,
  name: ActName,
  file: string | undefined,
  options: AdminVerbOptions,
): Promise<Result<ExitCode>> {
  const act = actOf(name, file, options);
  if (!act.ok) return act;
  const profile = await readAdminProfile(options.profile);
  if (!profile.ok) return profile;
  const keys = await readGivenKeys(context, options);
  if (!keys.ok) return keys;
  const card = await context.open(reader);
  if (!card.ok) return card;
  const { link } = card.value;
  const done = await withFace<ExitCode>(link, options.mode, async (face) => {
    const session = adminSession(link, face, profile.value);
    const plan = await planAdmin(session, act.value);
    if (!plan.ok) return plan;
    if (!options.json) printPlan(plan.value);
    if (!options.dryRun) return perform(context, plan.value, session, options, keys.value);
    if (options.json) printJson({ ...shownPlan(plan.value), dryRun: true });
    else print('Dry run: no key and none of these commands was sent.');
    return ok(EXIT.good);
  });
  await card.value.close('reset');
  return done;
}

/** `admin`: the commands of TS 102 222, and INVALIDATE and REHABILITATE of class A0. */
export function addAdminVerb(program: Command, act: Act): void {
  const profiles = ADMIN_PROFILES.map(({ name }) => name).join(', ');
  keyOptions(
    program.command('admin'),
    'a key the card asks for: adm1=hex:…, adm1=ascii:…, adm1=file:PATH, adm1=env:NAME',
  )
    .description(
      'create, delete, resize, activate, deactivate or terminate files; shows the commands, runs them confirmed',
    )
    .argument('<reader>', 'where the card is')
    .addArgument(new Argument('<act>', 'what to do').choices(ACTS))
    .argument('[file]', 'path of file ids, as 3F007F506421; with --application from 7FFF')
    .addOption(modeOption())
    .option('--profile <name>', `how this card takes commands: ${profiles}, or a JSON file`, 'ts-102222')
    .option('--application <aid>', 'application that 7FFF in the path stands for')
    .addOption(
      new Option('--type <kind>', 'create: kind of file').choices([
        'transparent',
        'linear',
        'cyclic',
        'ber-tlv',
        'df',
        'adf',
      ]),
    )
    .option('--size <bytes>', 'create, resize: bytes of the body; of a DF, of all below it')
    .option('--records <n>', 'create: number of records')
    .option('--record-length <bytes>', 'create: bytes of a record')
    .option('--sfi <n>', 'create: short file id, 1 to 30 or none')
    .addOption(
      new Option('--state <state>', 'create: life cycle (default activated)').choices([
        'creation',
        'initialisation',
        'activated',
        'deactivated',
      ]),
    )
    .option('--arr <fid:record>', 'create: access rule, a record of EF(ARR)')
    .option('--expanded <hex>', 'create: access rule, expanded (AB)')
    .option('--compact <hex>', 'create: access rule, compact (8C)')
    .option('--high-update', 'create: tell the card that it is updated often')
    .option('--works-deactivated', 'create: readable and updatable while deactivated')
    .option('--fill <hex>', 'create: initial content, its last byte goes on')
    .option('--repeat <hex>', 'create: initial content, repeated')
    .option('--df-name <aid>', 'create: name of a DF or ADF')
    .option('--pins <keys>', 'create: PIN status template of a DF, as pin1,81:off,0A')
    .option('--i-know <iccid>', 'do it, to the card of this ICCID (none: to one without)')
    .option('--terminate-card', 'confirms the end of the whole card besides')
    .option('--dry-run', 'show the commands; no key and none of them is sent')
    .option('--json', 'as JSON')
    .action(
      act((context, reader: string, name: ActName, file: string | undefined, options: AdminVerbOptions) =>
        admin(context, reader, name, file, options),
      ),
    );
}
