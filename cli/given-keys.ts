import { type Command, Option } from 'commander';
import { ok, type Result } from '../core/base/result.ts';
import type { Secret } from '../core/base/secret.ts';
import type { KeySource } from '../core/card/given-keys.ts';
import { type FoundKey, type KeyOrigin, type KeyRing, keysOfCard, NO_RING, wipeRing } from '../core/card/key-ring.ts';
import { openKeyFile } from '../electron/storage/key-file.ts';
import { createRefusedKeys } from '../electron/storage/refused-keys.ts';
import { tripleDes } from '../electron/storage/triple-des.ts';
import type { CliContext } from './context.ts';
import { type ConsentOptions, collectKey, consentFor, readKeys } from './credentials.ts';
import { askPassphrase } from './passphrase.ts';

/** Where a verb takes keys from. */
export interface KeyOptions {
  readonly key: readonly string[];
  readonly keys?: string;
  readonly passphrase?: string;
}

/** `--passphrase`, wherever a key file is opened. */
export function passphraseOption(): Option {
  return new Option(
    '--passphrase <source>',
    'passphrase of the key file: file:PATH or env:NAME (default: typed at the terminal)',
  ).env('BOOTCARD_PASSPHRASE');
}

/** `--keys` and `--passphrase`, of every verb that takes `--key`. */
export function keyFileOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--keys <file>', 'take keys that --key does not give from this key file').env('BOOTCARD_KEYS'),
    )
    .addOption(passphraseOption());
}

/**
 * `--key` and the two consents to spend a dear try, with `--keys` and `--passphrase`, of every verb that sends keys.
 * @param about what `--key` gives to this verb, with an example
 */
export function keyOptions(command: Command, about: string): Command {
  command
    .option('--key <ref=value>', about, collectKey, [])
    .option('--few-tries <iccid>', 'spend a try of this card though fewer than 3 are left')
    .option('--tries-unknown <iccid>', 'one attempt on this card though it does not tell its tries');
  return keyFileOptions(command);
}

/** The keys that there are for one card, by name. Telling which a card has costs nothing; taking one tells where it is from. */
export type CardKeys = ReadonlyMap<string, Secret>;

export interface GivenKeys {
  /** Of `--key` alone. */
  readonly typed: CardKeys;
  /** Whether there is anything that could be sent. */
  readonly any: boolean;
  /** All that may be sent to the card of this ICCID: what was typed wins over the key file. */
  forCard(iccid: string | null): CardKeys;
}

function originText(origin: KeyOrigin, path: string): string {
  if (origin.kind === 'card') return `the row of this card in ${path}`;
  if (origin.kind === 'issuer') return `for all cards ${origin.prefix}… in ${path}`;
  return `made from the master key ${origin.name} (${origin.method}) in ${path}`;
}

/** Keys of a card, of which each one that is taken from the key file is told of once; its value never. */
class ToldKeys extends Map<string, Secret> {
  readonly #told = new Set<string>();
  readonly #from: ReadonlyMap<string, FoundKey>;
  readonly #path: string;

  constructor(typed: CardKeys, from: ReadonlyMap<string, FoundKey>, path: string) {
    super([...[...from].map(([ref, { value }]): [string, Secret] => [ref, value]), ...typed]);
    this.#from = new Map([...from].filter(([ref]) => !typed.has(ref)));
    this.#path = path;
  }

  override get(ref: string): Secret | undefined {
    const found = this.#from.get(ref);
    if (found !== undefined && !this.#told.has(ref)) {
      this.#told.add(ref);
      process.stderr.write(`Key ${ref}: ${originText(found.origin, this.#path)}.\n`);
    }
    return super.get(ref);
  }
}

async function ringOf({ keys, passphrase }: KeyOptions): Promise<Result<KeyRing>> {
  if (keys === undefined) return ok(NO_RING);
  const phrase = await askPassphrase(keys, passphrase);
  if (!phrase.ok) return phrase;
  const file = await openKeyFile(keys, phrase.value);
  phrase.value.wipe();
  return file.ok ? ok(file.value.ring) : file;
}

/** What a run of the program has opened already: a verb that goes to two cards asks for the passphrase once. */
const opened = new WeakMap<CliContext, Promise<Result<GivenKeys>>>();

/** Reads `--key` and opens the key file. All of it is wiped when the verb has ended. */
export function readGivenKeys(context: CliContext, options: KeyOptions): Promise<Result<GivenKeys>> {
  const known = opened.get(context) ?? openGivenKeys(context, options);
  opened.set(context, known);
  return known;
}

async function openGivenKeys(context: CliContext, options: KeyOptions): Promise<Result<GivenKeys>> {
  const typed = await readKeys(options.key);
  if (!typed.ok) return typed;
  const ring = await ringOf(options);
  if (!ring.ok) return ring;
  const cards = new Map<string | null, CardKeys>();
  context.atEnd(() => {
    for (const keys of [typed.value, ...cards.values()]) for (const value of keys.values()) value.wipe();
    wipeRing(ring.value);
  });
  return ok({
    typed: typed.value,
    any: typed.value.size > 0 || options.keys !== undefined,
    forCard(iccid) {
      let keys = cards.get(iccid);
      if (keys === undefined) {
        const found = iccid === null ? new Map<string, FoundKey>() : keysOfCard(ring.value, iccid, tripleDes);
        keys = new ToldKeys(typed.value, found, options.keys ?? '');
        cards.set(iccid, keys);
      }
      return keys;
    },
  });
}

/** The keys as the card layer takes them. */
export function keySourceOf(context: CliContext, given: GivenKeys, options: ConsentOptions): KeySource {
  return {
    value: (ref, iccid) => given.forCard(iccid).get(ref),
    consent: (iccid) => consentFor(options, iccid),
    refused: createRefusedKeys(context.dataFolder),
  };
}
