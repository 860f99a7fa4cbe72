import type { Command } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import { toHex } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { Secret } from '../../core/base/secret.ts';
import type { CardLink } from '../../core/card/card-link.ts';
import type { CardFace } from '../../core/card/identify.ts';
import { changeKey, disableKey, enableKey, type KeyOutcome, unblockKey } from '../../core/card/key-acts.ts';
import { canonicalKey, isPinReference, keyReference, pukName } from '../../core/card/key-names.ts';
import type { Tries } from '../../core/card/key-state.ts';
import { type CardKey, reachKey, readKeyStates } from '../../core/card/key-states.ts';
import type { KeyAct } from '../../core/card/pin-commands.ts';
import { typedKey } from '../../core/card/pin-pad-acts.ts';
import { type KeyRequest, readTries, verifyKey } from '../../core/card/retry-guard.ts';
import { withFace } from '../../core/card/with-face.ts';
import { createRefusedKeys } from '../../electron/storage/refused-keys.ts';
import { modeOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import { type ConsentOptions, collectKey, consentFor, readKeys } from '../credentials.ts';
import { type KeyOptions, keyOptions, readGivenKeys } from '../given-keys.ts';
import type { Act } from '../main.ts';
import { print, printJson, table } from '../output.ts';
import { triesText } from '../print-plan.ts';

interface ActOptions extends ConsentOptions, KeyOptions {
  readonly mode: 'auto' | '2g' | '3g';
  readonly new: readonly string[];
  readonly iccid?: string;
  readonly dryRun?: boolean;
  /** The value is typed at the reader. */
  readonly pad?: boolean;
  readonly json?: boolean;
}

type StatusOptions = Pick<ActOptions, 'mode' | 'json'>;

const told = (state: boolean | null, yes: string, no: string) => (state === null ? '?' : state ? yes : no);
const counted = (tries: Tries) => (tries === null ? 'tries not told' : tries === 0 ? 'blocked' : triesText(tries));

function keyRow(key: CardKey): readonly string[] {
  const { ref, reference, enabled, verified, tries, unblock, application, replaces } = key;
  return [
    ref,
    reference.toString(16).toUpperCase().padStart(2, '0'),
    told(enabled, 'on', 'off'),
    told(verified, 'verified', 'not verified'),
    counted(tries),
    unblock === undefined ? '' : `PUK ${counted(unblock)}`,
    [application === null ? '' : `of ${toHex(application)}`, replaces ? 'in place of PINs that are off' : '']
      .filter(Boolean)
      .join(', '),
  ];
}

async function status(context: CliContext, reader: string, options: StatusOptions): Promise<Result<ExitCode>> {
  const card = await context.open(reader);
  if (!card.ok) return card;
  const { link } = card.value;
  const read = await withFace(link, options.mode, async (face) => {
    const keys = await readKeyStates(link, face);
    return keys.ok ? ok({ iccid: face.iccid, mode: face.mode, keys: keys.value }) : keys;
  });
  await card.value.close('leave');
  if (!read.ok) return read;
  const { iccid, mode, keys } = read.value;
  if (options.json) {
    const shown = keys.map(({ ref, reference, enabled, verified, tries, unblock, application, replaces }) => ({
      ref,
      reference: Uint8Array.of(reference),
      enabled,
      verified,
      blocked: tries === null ? null : tries === 0,
      triesLeft: tries,
      unblock: unblock === undefined ? null : { blocked: unblock === null ? null : unblock === 0, triesLeft: unblock },
      universal: replaces ?? null,
      application,
    }));
    printJson({ iccid, mode, keys: shown });
  } else {
    print(`ICCID ${iccid ?? 'not readable'}, ${mode.toUpperCase()}`);
    print(keys.length === 0 ? 'The card tells of no PIN or key.' : table(keys.map(keyRow)));
  }
  return ok(EXIT.good);
}

/** The values that an act takes: the present one (or the PUK), and a new one. */
interface Values {
  readonly value: Secret;
  readonly next: Secret | undefined;
}

const TAKES_NEW: readonly KeyAct[] = ['change', 'unblock'];

/** What the value that opens the act is called: the key itself, or its unblock code. */
function openerOf(act: KeyAct, ref: string, reference: number): string {
  return act === 'unblock' && isPinReference(reference) ? pukName(reference, '3g') : canonicalKey(ref);
}

/** The values for a card, once it is known which: a key file has another one for each. */
type ValuesOf = (iccid: string | null) => Result<Values | undefined>;

async function valuesFor(
  context: CliContext,
  act: KeyAct,
  ref: string,
  reference: number,
  options: ActOptions,
): Promise<Result<ValuesOf>> {
  const keys = await readGivenKeys(context, options);
  if (!keys.ok) return keys;
  const fresh = await readKeys(options.new);
  if (!fresh.ok) return fresh;
  const opener = openerOf(act, ref, reference);
  const usage = (what: string) => err(appError('usage-invalid', { what, verb: `key ${act}` }));
  if (options.keys === undefined && !keys.value.typed.has(opener))
    return usage(`The value is missing: --key ${opener}=…`);
  const next = fresh.value.get(canonicalKey(ref));
  context.atEnd(() => next?.wipe());
  if (TAKES_NEW.includes(act) && next === undefined)
    return usage(`The new value is missing: --new ${canonicalKey(ref)}=…`);
  return ok((iccid) => {
    const value = keys.value.forCard(iccid).get(opener);
    return value === undefined ? usage(`No ${opener} is given for this card: --key ${opener}=…`) : ok({ value, next });
  });
}

/** Nothing is given where the values are typed at the reader. */
const AT_READER: ValuesOf = () => ok(undefined);

/** `values` undefined: they are typed at the reader. */
async function perform(act: KeyAct, request: KeyRequest, values: Values | undefined): Promise<Result<KeyOutcome>> {
  if (values === undefined) {
    process.stderr.write(`Type at the reader ${request.link.transport.reader}.\n`);
    return typedKey(request, act === 'change' ? 'change' : 'verify');
  }
  const { value, next } = values;
  switch (act) {
    case 'verify': {
      const tries = await readTries(request.link, request.mode, request.channel, request.reference);
      if (!tries.ok) return tries;
      if (tries.value.kind === 'verified') return ok('unchanged');
      const verified = await verifyKey({ ...request, value });
      return verified.ok ? ok('done') : verified;
    }
    case 'enable':
      return enableKey({ ...request, value });
    case 'disable':
      return disableKey({ ...request, value });
    default: {
      // Both were asked for a new value before the card was opened.
      const both = { ...request, value, next: next ?? value };
      return act === 'change' ? changeKey(both) : unblockKey(both);
    }
  }
}

const DONE: Readonly<Record<KeyAct, string>> = {
  verify: 'is right',
  change: 'has its new value',
  enable: 'is on',
  disable: 'is off',
  unblock: 'is unblocked and has its new value',
};

/** A value that was not sent was not checked either. */
const UNCHANGED: Readonly<Record<KeyAct, string>> = {
  ...DONE,
  verify: 'is switched off or verified already: nothing sent, the value was not checked',
  enable: 'is on already; nothing sent',
  disable: 'is off already; nothing sent',
};

/** The tries that an act would stake, for a dry run. */
async function dryRun(link: CardLink, { mode, channel }: CardFace, reference: number): Promise<Result<KeyOutcome>> {
  const tries = await readTries(link, mode, channel, reference);
  return tries.ok ? ok('unchanged') : tries;
}

async function runAct(
  act: KeyAct,
  context: CliContext,
  reader: string,
  ref: string,
  options: ActOptions,
): Promise<Result<ExitCode>> {
  const named = keyReference(ref, '3g');
  if (named === undefined) return err(appError('credential-unknown'));
  const valuesOf = options.pad ? ok(AT_READER) : await valuesFor(context, act, ref, named, options);
  if (!valuesOf.ok) return valuesOf;
  const card = await context.open(reader);
  if (!card.ok) return card;
  const { link } = card.value;
  const outcome = await withFace(link, options.mode, async (face) => {
    const { mode, channel, iccid } = face;
    if (options.iccid !== undefined && options.iccid !== iccid)
      return err(appError('card-changed', { actual: iccid ?? 'a card without ICCID', expected: options.iccid }));
    const reference = keyReference(ref, mode) ?? named;
    const reached = await reachKey(link, face, reference);
    if (!reached.ok) return reached;
    const consent = consentFor(options, iccid);
    const refused = createRefusedKeys(context.dataFolder);
    const request: KeyRequest = { link, mode, channel, reference, iccid, consent, refused };
    const values = valuesOf.value(iccid);
    if (!values.ok) return values;
    const done = options.dryRun ? await dryRun(link, face, reference) : await perform(act, request, values.value);
    if (!done.ok) return done;
    const tries = await readTries(link, mode, channel, reference);
    if (!tries.ok) return tries;
    return ok({ result: done.value, iccid, triesLeft: tries.value.kind === 'known' ? tries.value.tries : null });
  });
  await card.value.close('reset');
  if (!outcome.ok) return outcome;
  const { result, iccid, triesLeft } = outcome.value;
  if (options.json) printJson({ iccid, ref: canonicalKey(ref), act, result, triesLeft });
  else if (options.dryRun) print(`Nothing sent. ${canonicalKey(ref)} of ${iccid}: ${counted(triesLeft)}.`);
  else print(`${canonicalKey(ref)} of ${iccid ?? 'the card'} ${result === 'done' ? DONE[act] : UNCHANGED[act]}.`);
  return ok(EXIT.good);
}

const ACTS: readonly (readonly [act: KeyAct, description: string])[] = [
  ['verify', 'find out whether a value is right; a wrong one costs a try and is never sent to that card again'],
  ['change', 'give a PIN or key a new value: --key REF=… --new REF=…'],
  ['enable', 'make the card ask for a PIN'],
  ['disable', 'make the card stop asking for a PIN'],
  ['unblock', 'give a PIN a new value by its PUK: --key puk1=… --new pin1=…'],
];

export function addKeyVerb(program: Command, act: Act): void {
  const key = program
    .command('key')
    .description('PINs and keys of a card: their state, verify, change, on, off, unblock');
  key
    .command('status <reader> [status]', { isDefault: true })
    .description('which PINs and keys there are, what is on, and the tries left; costs nothing')
    .addOption(modeOption())
    .option('--json', 'as JSON')
    .action(
      act((context, reader: string, word: string | undefined, options: StatusOptions) =>
        word === undefined || word === 'status'
          ? status(context, reader, options)
          : Promise.resolve(err(appError('usage-invalid', { what: `There is no act ${word}`, verb: 'key' }))),
      ),
    );
  for (const [name, description] of ACTS) {
    const verb = keyOptions(
      key.command(`${name} <reader> <ref>`),
      'the present value: pin1=ascii:1234, adm1=hex:…, adm1=env:NAME',
    )
      .description(description)
      .addOption(modeOption())
      .option('--iccid <iccid>', 'refuse any other card')
      .option('--dry-run', 'read the tries left and send nothing')
      .option('--json', 'as JSON');
    if (TAKES_NEW.includes(name)) verb.option('--new <ref=value>', 'the new value, written like --key', collectKey, []);
    if (name === 'verify' || name === 'change')
      verb.option('--pad', 'the values are typed at the reader, which has keys');
    verb.action(
      act((context, reader: string, ref: string, options: ActOptions) =>
        runAct(name, context, reader, ref, { ...options, new: options.new ?? [] }),
      ),
    );
  }
}
