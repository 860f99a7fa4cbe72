import { type Command, Option } from 'commander';
import type { ConsentOptions } from './credentials.ts';
import { type KeyOptions, keyOptions } from './given-keys.ts';

export interface CardOptions extends ConsentOptions, KeyOptions {
  readonly mode: 'auto' | '2g' | '3g';
  /** Which object's file is meant, counted from 1; default the one a device uses. */
  readonly object?: string;
  /** The card that is meant; any other is refused. */
  readonly iccid?: string;
  /** Nothing is sent that could cost or change anything, and no file is written. */
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly showSecrets?: boolean;
}

/** `--mode`: anything else than these three is wrong usage. */
export function modeOption(): Option {
  return new Option('--mode <mode>', 'which class to speak').choices(['auto', '2g', '3g']).default('auto');
}

/** Options of every verb that goes to a card's file. */
export function cardOptions(command: Command): Command {
  return keyOptions(
    command.addOption(modeOption()),
    'a key the card asks for: adm1=hex:…, adm1=ascii:…, adm1=file:PATH, adm1=env:NAME',
  )
    .option('--object <n>', 'which object, counted from 1 (default: the one a device uses)')
    .option('--iccid <iccid>', 'refuse any other card')
    .option('--show-secrets', 'do not mask secrets of the message')
    .option('--json', 'as JSON');
}

/** `--dry-run` of the verbs that write. */
export function dryRunOption(): Option {
  return new Option(
    '--dry-run',
    'try it on a virtual clone; the card gets no key and no UPDATE, and nothing is kept on this machine',
  );
}

/** `--allow-findings` of the verbs that take a message for a card. */
export function allowFindingsOption(): Option {
  return new Option('--allow-findings', 'take the message as it is, though a device would not accept it');
}
