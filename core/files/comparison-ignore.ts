import type { KnownFile } from '../card/known-file.ts';
import { isPersonal } from '../card/personal-files.ts';

/** What a comparison passes over: values that every card has of its own. */
export interface ComparisonIgnore {
  /** An aspect of the card: `ICCID`, `ATR` … */
  aspect(name: string): boolean;
  /** The content of a file; what kind of file it is and who may do what with it still count. */
  content(path: string, name: string | null, known: KnownFile | undefined): boolean;
  /** A field of a file's content, or of a message. */
  field(path: string, secret: boolean): boolean;
  /** Tries left of PINs; whether they are asked for still counts. */
  readonly tries: boolean;
}

export const IGNORE_NOTHING: ComparisonIgnore = {
  aspect: () => false,
  content: () => false,
  field: () => false,
  tries: false,
};

/** `EF(IMSI)`, `EF_IMSI`, `imsi`: one name. */
const plain = (name: string) =>
  name
    .toLowerCase()
    .replace(/^ef[_(]/, '')
    .replace(/\)$/, '');

export interface IgnoreOptions {
  /** `iccid`, `imsi`, a path (`3F007F206F07`), `tries`, a field (`AAuthName`, `./Inbox/NordTel/Name`); upper or lower case. */
  readonly names: readonly string[];
  /** What cards of one series differ in: numbers, what is about a person, keys, secrets of the message, tries. */
  readonly golden: boolean;
}

/** Fields of EF(TokenInfo) that every card has of its own (PKCS#15 6.9). */
const OWN_FIELDS: ReadonlySet<string> = new Set(['TokenInfo/serialNumber', 'TokenInfo/lastUpdate']);

/** The rule for what a person named. */
export function ignoreOf({ names, golden }: IgnoreOptions): ComparisonIgnore {
  const named = new Set(names.map(plain));
  const has = (...all: readonly (string | null | undefined)[]) =>
    all.some((name) => typeof name === 'string' && named.has(plain(name)));
  return {
    aspect: (name) => has(name) || (golden && name === 'ICCID'),
    content: (path, name, known) => {
      if (has(path, name, known?.name, known?.symbol)) return true;
      return golden && known !== undefined && (known.secret || known.symbol === 'EF_ICCID' || isPersonal(known));
    },
    field: (path, secret) => has(path, path.split('/').at(-1)) || (golden && (secret || OWN_FIELDS.has(path))),
    tries: golden || named.has('tries'),
  };
}
