import type { Command } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { Secret } from '../../core/base/secret.ts';
import { ALGORITHMS, DIVERSIFY_METHODS, ICCID_FORMS, OUTPUTS } from '../../core/card/diversify-methods.ts';
import { credentialName } from '../../core/card/key-names.ts';
import { type KeyRing, type NamedKeys, NO_RING, wipeRing } from '../../core/card/key-ring.ts';
import { addCards, removeKeys } from '../../core/card/key-ring-edit.ts';
import { type OpenKeyFile, openKeyFile, saveKeyFile } from '../../electron/storage/key-file.ts';
import type { CliContext } from '../context.ts';
import { collectKey } from '../credentials.ts';
import { passphraseOption } from '../given-keys.ts';
import { type AddOptions, type PlaceOptions, placeFrom, readKeyTable, ringWith } from '../key-file-input.ts';
import type { Act } from '../main.ts';
import { counted, print, printJson, table } from '../output.ts';
import { askPassphrase, newPassphrase } from '../passphrase.ts';

interface FileOptions {
  readonly passphrase?: string;
  readonly json?: boolean;
}

interface Opened extends OpenKeyFile {
  readonly path: string;
  readonly passphrase: Secret;
}

/** Opens a key file; what it holds is wiped when the verb has ended. */
async function open(context: CliContext, path: string, source: string | undefined): Promise<Result<Opened>> {
  const passphrase = await askPassphrase(path, source);
  if (!passphrase.ok) return passphrase;
  context.atEnd(() => passphrase.value.wipe());
  const file = await openKeyFile(path, passphrase.value);
  if (!file.ok) return file;
  context.atEnd(() => wipeRing(file.value.ring));
  return ok({ ...file.value, path, passphrase: passphrase.value });
}

const save = ({ path, bytes, passphrase }: Opened, ring: KeyRing) =>
  saveKeyFile(path, ring, passphrase, { before: bytes });

async function create(context: CliContext, path: string, { passphrase }: FileOptions): Promise<Result<ExitCode>> {
  const phrase = await newPassphrase(path, passphrase);
  if (!phrase.ok) return phrase;
  context.atEnd(() => phrase.value.wipe());
  const saved = await saveKeyFile(path, NO_RING, phrase.value, { before: undefined });
  if (!saved.ok) return saved;
  print(`${path} is made. Whoever loses its passphrase loses what is in it.`);
  return ok(EXIT.good);
}

async function add(context: CliContext, path: string, options: FileOptions & AddOptions): Promise<Result<ExitCode>> {
  const place = placeFrom(options, 'keys add');
  if (!place.ok) return place;
  const file = await open(context, path, options.passphrase);
  if (!file.ok) return file;
  const ring = await ringWith(file.value.ring, place.value, options);
  if (!ring.ok) return ring;
  context.atEnd(() => wipeRing(ring.value));
  const saved = await save(file.value, ring.value);
  if (!saved.ok) return saved;
  print(`Kept in ${path}.`);
  return ok(EXIT.good);
}

interface RemoveOptions extends FileOptions, PlaceOptions {
  readonly ref?: string;
}

async function remove(context: CliContext, path: string, options: RemoveOptions): Promise<Result<ExitCode>> {
  const place = placeFrom(options, 'keys remove');
  if (!place.ok) return place;
  const ref = options.ref === undefined ? undefined : credentialName(options.ref);
  if (options.ref !== undefined && ref === undefined) return err(appError('credential-unknown'));
  const file = await open(context, path, options.passphrase);
  if (!file.ok) return file;
  const ring = removeKeys(file.value.ring, place.value, ref);
  if (ring === undefined) {
    const { iccid, prefix, master } = options;
    const what = master ?? iccid ?? `cards ${prefix}…`;
    return err(appError('keys-absent', { path, what: ref === undefined ? what : `${ref} of ${what}` }));
  }
  const saved = await save(file.value, ring);
  if (!saved.ok) return saved;
  print(`Taken out of ${path}.`);
  return ok(EXIT.good);
}

async function importTable(
  context: CliContext,
  path: string,
  tablePath: string,
  options: FileOptions & { readonly replace?: boolean },
): Promise<Result<ExitCode>> {
  const rows = await readKeyTable(tablePath);
  if (!rows.ok) return rows;
  context.atEnd(() => wipeRing({ ...NO_RING, cards: rows.value }));
  const file = await open(context, path, options.passphrase);
  if (!file.ok) return file;
  const ring = addCards(file.value.ring, rows.value, options.replace ?? false);
  if (!ring.ok) return ring;
  const saved = await save(file.value, ring.value);
  if (!saved.ok) return saved;
  if (options.json) printJson({ cards: rows.value.size, file: path });
  else print(`${counted(rows.value.size, 'card')} imported into ${path}.`);
  process.stderr.write(
    `${tablePath} has these keys in clear: remove it, and its copies. Overwriting it would not be sure to erase it: disks and file systems keep old blocks.\n`,
  );
  return ok(EXIT.good);
}

const refsOf = (keys: NamedKeys) => [...keys.keys()];

/** More rows than this on a screen help nobody; --json has all of them. */
const SHOWN = 20;

function listText({ cards, issuers, masters }: KeyRing): string {
  const rows = [...cards].slice(0, SHOWN).map(([iccid, keys]) => [`  ${iccid}`, refsOf(keys).join(' ')]);
  const lines = [`${counted(cards.size, 'card')}`];
  if (rows.length > 0) lines.push(table(rows));
  if (cards.size > SHOWN) lines.push(`  … and ${cards.size - SHOWN} more (--json lists all)`);
  if (issuers.size > 0)
    lines.push('All cards of', table([...issuers].map(([prefix, keys]) => [`  ${prefix}…`, refsOf(keys).join(' ')])));
  if (masters.length > 0)
    lines.push(
      'Master keys',
      table(masters.map(({ name, prefix, ref, method }) => [`  ${name}`, `${prefix}…`, ref, method.name])),
    );
  return lines.join('\n');
}

async function list(context: CliContext, path: string, options: FileOptions): Promise<Result<ExitCode>> {
  const file = await open(context, path, options.passphrase);
  if (!file.ok) return file;
  const { ring } = file.value;
  if (!options.json) print(listText(ring));
  else
    printJson({
      cards: [...ring.cards].map(([iccid, keys]) => ({ iccid, keys: refsOf(keys) })),
      issuers: [...ring.issuers].map(([prefix, keys]) => ({ prefix, keys: refsOf(keys) })),
      masters: ring.masters.map(({ name, prefix, ref, method }) => ({ name, prefix, ref, method: method.name })),
    });
  return ok(EXIT.good);
}

async function changePassphrase(
  context: CliContext,
  path: string,
  options: FileOptions & { readonly newPassphrase?: string },
): Promise<Result<ExitCode>> {
  const file = await open(context, path, options.passphrase);
  if (!file.ok) return file;
  const fresh = await newPassphrase(path, options.newPassphrase);
  if (!fresh.ok) return fresh;
  context.atEnd(() => fresh.value.wipe());
  const saved = await save({ ...file.value, passphrase: fresh.value }, file.value.ring);
  if (!saved.ok) return saved;
  print(`${path} has a new passphrase. Copies of it still open with the old one.`);
  return ok(EXIT.good);
}

function methods({ json }: FileOptions): Result<ExitCode> {
  const rows = DIVERSIFY_METHODS.map(({ name, algorithm, input, output }) => ({
    name,
    algorithm: ALGORITHMS[algorithm].title,
    keyLengths: ALGORITHMS[algorithm].keyLengths,
    input: ICCID_FORMS[input],
    output: OUTPUTS[output].text,
    length: OUTPUTS[output].length,
    clause: ALGORITHMS[algorithm].clause,
  }));
  if (json) printJson(rows);
  else
    print(
      rows
        .map((row) => `${row.name}: ${row.algorithm} (${row.clause})\n  of ${row.input}\n  key: ${row.output}`)
        .join('\n'),
    );
  return ok(EXIT.good);
}

const REPLACE = ['--replace', 'take the place of what is there'] as const;
const ICCID = ['--iccid <iccid>', 'of one card'] as const;
const MASTER = ['--master <name>', 'a master key, of which each card has its own made'] as const;

/** `keys`: encrypted files of keys for cards. */
export function addKeysVerb(program: Command, act: Act): void {
  const keys = program.command('keys').description('files of keys for cards, encrypted under a passphrase');
  keys
    .command('new <file>')
    .description('make an empty key file; never overwrites')
    .addOption(passphraseOption())
    .action(act((context, path: string, options: FileOptions) => create(context, path, options)));
  keys
    .command('add <file>')
    .description('keep keys of a card, of all cards of an issuer, or a master key')
    .option(...ICCID)
    .option('--prefix <digits>', 'of all cards whose ICCID begins so')
    .option(...MASTER)
    .option('--method <name>', 'how a master key makes the key of a card: see "keys methods"')
    .option('--key <ref=value>', 'the key: adm1=hex:…, adm1=ascii:…, adm1=file:PATH, adm1=env:NAME', collectKey, [])
    .option(...REPLACE)
    .addOption(passphraseOption())
    .action(act((context, path: string, options: FileOptions & AddOptions) => add(context, path, options)));
  keys
    .command('import <file> <table>')
    .description('take the rows of a CSV table (iccid,adm1,pin1,…) into a key file: all of them or none')
    .option(...REPLACE)
    .addOption(passphraseOption())
    .option('--json', 'as JSON')
    .action(
      act((context, path: string, from: string, options: FileOptions & { readonly replace?: boolean }) =>
        importTable(context, path, from, options),
      ),
    );
  keys
    .command('list <file>')
    .description('show what a key file is for; never a value')
    .addOption(passphraseOption())
    .option('--json', 'as JSON')
    .action(act((context, path: string, options: FileOptions) => list(context, path, options)));
  keys
    .command('remove <file>')
    .description('take keys out of a key file')
    .option(...ICCID)
    .option('--prefix <digits>', 'of all cards whose ICCID begins so')
    .option(...MASTER)
    .option('--ref <ref>', 'this key alone')
    .addOption(passphraseOption())
    .action(act((context, path: string, options: RemoveOptions) => remove(context, path, options)));
  keys
    .command('passphrase <file>')
    .description('give a key file another passphrase')
    .addOption(passphraseOption())
    .option('--new-passphrase <source>', 'the new one: file:PATH or env:NAME (default: typed at the terminal)')
    .action(
      act((context, path: string, options: FileOptions & { readonly newPassphrase?: string }) =>
        changePassphrase(context, path, options),
      ),
    );
  keys
    .command('methods')
    .description("ways from a master key and an ICCID to a card's own key")
    .option('--json', 'as JSON')
    .action(act((_context, options: FileOptions) => Promise.resolve(methods(options))));
}
