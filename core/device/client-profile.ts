import type { FindingCode } from '../bootstrap/finding-rows.ts';
import type { DodfForm } from '../pkcs15/dodf.ts';
import type { TndsTree } from '../tnds/tree.ts';

/** What a client does with a card and a message, choice by choice. */
export interface ClientHabits {
  /** Smartcard bootstrap is not switched off by policy (5.5.6). */
  readonly enabled: boolean;
  /** Classes that it speaks, in the order in which it tries them. */
  readonly modes: readonly ('3g' | '2g')[];
  /** `required`: D.3.1; `optional`: goes on in channel 0 where none is given; `none`: never opens one. */
  readonly channel: 'required' | 'optional' | 'none';
  /** Reads EF(DIR) as a transparent file too. */
  readonly dirTransparent: boolean;
  /** Reads on behind a blank record of EF(DIR). */
  readonly dirBehindBlank: boolean;
  /** Takes an AID that begins with that of PKCS#15 for it. */
  readonly aidLonger: boolean;
  /** Follows the odfPath of the template's DDO. */
  readonly odfPath: boolean;
  /** Takes objects that stand in EF(ODF) itself. */
  readonly odfInline: boolean;
  /** Reads EF(ODF) by its short file id. */
  readonly shortIds: boolean;
  /** Where a path of file ids without 3F00 begins. */
  readonly relativePaths: 'application' | 'mf';
  /** Goes to these files without looking into the directories above them. */
  readonly fixedFiles: { readonly dodf?: number; readonly content?: number };
  /** Which records of EF(DODF) it looks at. */
  readonly records: 'all' | 'first';
  readonly forms: readonly DodfForm[];
  /** Which of several bootstrap objects it takes; `only`: rejects several. */
  readonly choice: 'first' | 'last' | 'only';
  /** Wants a label. */
  readonly label: boolean;
  /** Keeps to index and length of a Path. */
  readonly stretch: { readonly index: boolean; readonly length: boolean };
  /** Takes records and paths that are not as the ASN.1 has them: doubly wrapped OIDs, an implicit path, half a stretch. */
  readonly sloppyRecords: boolean;
  /**
   * `flags`: asks where a flag is set (D.2.4, D.3.4); `refusal`: asks once the card has refused; `aodf`: as `flags`, for the PIN
   * that EF(AODF) names; `never`: does not ask.
   */
  readonly pin: 'flags' | 'refusal' | 'aodf' | 'never';
  /** Bytes of a READ BINARY in each class. */
  readonly block: Readonly<Record<'2g' | '3g', number>>;
  /** `fit`: asks for what is left; `fixed`: always for a whole block, and takes no shorter answer. */
  readonly blockLength: 'fit' | 'fixed';
  /** Reads a second block. */
  readonly blocks: 'all' | 'one';
  /** Reads beyond offset 7FFF in the ISO class. */
  readonly farOffsets: boolean;
  /** Profiles of bootstrap messages that it knows. */
  readonly messages: readonly ('dm' | 'cp')[];
  /** `number`: knows SyncML 1.2 by its number alone; `any`: does not look. */
  readonly publicId: 'number' | 'number-or-text' | 'any';
  /** Forms of a TNDS that it understands. */
  readonly tnds: readonly TndsTree['form'][];
  /** `usual`: the one header of DM TNDS 8.6.1 alone. */
  readonly tndsHeader: 'any' | 'usual';
  /**
   * `prescribed`: what the standard lets nobody leave out; `all`: rejects whatever the product would report as a fault or a
   * hazard; `none`: takes what it can use.
   */
  readonly checks: 'prescribed' | 'all' | 'none';
  /** Needs connectivity with the account: it has none of its own. */
  readonly connectivity: 'own' | 'needed';
  /** Names of new objects: those of the TNDS where they are free, or the device's own (5.5.5). */
  readonly names: 'given' | 'own';
  /** Removes servers that are no longer on the card (5.5.6), and what came by Client Provisioning from another card (5.4.5). */
  readonly removesStale: boolean;
}

/** A kind of client: how it differs from one that conforms, and what that rests on. */
export interface ClientProfile {
  readonly name: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** The clause that allows the habit, or that it leaves. */
  readonly basis: string;
  /** Hazards of the finding table that this client trips over. */
  readonly hazards: readonly FindingCode[];
  readonly habits: ClientHabits;
}

/** As DM Bootstrap 1.3 prescribes, with the blocks that P3 can say: 255 bytes in class A0, 256 in the ISO class. */
export const CONFORMING: ClientHabits = {
  enabled: true,
  modes: ['3g', '2g'],
  channel: 'required',
  dirTransparent: true,
  dirBehindBlank: true,
  aidLonger: true,
  odfPath: true,
  odfInline: true,
  shortIds: false,
  relativePaths: 'application',
  fixedFiles: {},
  records: 'all',
  forms: ['opaque', 'oid'],
  choice: 'first',
  label: false,
  stretch: { index: true, length: true },
  sloppyRecords: false,
  pin: 'flags',
  block: { '2g': 255, '3g': 256 },
  blockLength: 'fit',
  blocks: 'all',
  farOffsets: true,
  messages: ['dm', 'cp'],
  publicId: 'number-or-text',
  tnds: ['wbxml', 'xml', 'inline', 'items'],
  tndsHeader: 'any',
  checks: 'prescribed',
  connectivity: 'own',
  names: 'given',
  removesStale: true,
};
