import type { Protocol } from '../apdu/command.ts';
import type { Finding } from '../base/finding.ts';
import type { Span } from '../base/span.ts';

/** The nine steps from card to account: the spine of every view. */
export const CHAIN_STEPS = [
  'efDir',
  'application',
  'odf',
  'dodf',
  'content',
  'wbxml',
  'syncml',
  'tnds',
  'dmAcc',
] as const;
export type ChainStepId = (typeof CHAIN_STEPS)[number];

export type Verdict = 'ok' | 'warning' | 'error' | 'notReached';

export interface ChainStep {
  readonly id: ChainStepId;
  /** The standard's name: `EF(DIR)`, `PKCS#15`, `DM_Bootstrap` … */
  readonly title: string;
  /** Clause that prescribes the step, in the mode the card was read in (D.2.5 or D.3.5). */
  readonly clause: string;
  readonly verdict: Verdict;
  /** One fact: `2F00, record 2 of 4`. */
  readonly fact: string;
  /** Path of the file whose bytes the step stands on; null where none. */
  readonly file: string | null;
  /** Exchanges of the step, as indexes into the session's trace. */
  readonly exchanges: readonly number[];
  readonly findings: readonly Finding[];
}

/** Which exchange carried which bytes of a file. */
export interface FileRead {
  readonly exchange: number;
  readonly offset: number;
  readonly length: number;
}

/** What a file of the PKCS#15 application is for; only the first four lie on a device's way. */
export const FILE_ROLES = [
  'efDir',
  'odf',
  'dodf',
  'content',
  'tokenInfo',
  'unusedSpace',
  'aodf',
  'cdf',
  'prkdf',
  'pukdf',
  'skdf',
  'certificate',
  'accessRules',
  'accessConditions',
  'other',
] as const;
export type FileRole = (typeof FILE_ROLES)[number];

/** A file as read from the card. */
export interface CardFile {
  /** Path from the MF in hex, `7FFF` standing for an application without a known path: `3F007F506421`, `7FFF6421`. */
  readonly path: string;
  readonly fid: string;
  /** `EF(ODF)`; a file nobody names has its file id. */
  readonly name: string;
  readonly role: FileRole;
  readonly structure: 'transparent' | 'linear' | 'cyclic' | 'unknown';
  /** Size of the body as the card tells it; null where the read did not need to know. */
  readonly size: number | null;
  /** Record length of a record file; 0 otherwise. */
  readonly recordLength: number;
  /** The body from offset 0, as far as it was read. */
  readonly bytes: Uint8Array;
  readonly reads: readonly FileRead[];
}

/** The PIN that an object's authId names, as EF(AODF) describes it. */
export interface ProtectingPin {
  readonly label: string | null;
  /** P2 of VERIFY. */
  readonly reference: number;
  /** `ascii-numeric`, `bcd` … */
  readonly type: string;
  /** Of its digits or characters, in bytes; null where EF(AODF) does not say. */
  readonly minLength: number | null;
  readonly storedLength: number | null;
  readonly padChar: number | null;
}

/** A bootstrap object that a DODF lists. */
export interface BootstrapObject {
  readonly label: string | null;
  readonly oid: string;
  readonly form: 'opaque' | 'oid';
  /** Resolved path of the content file, as `CardFile.path`. */
  readonly path: string;
  /** Path of the DODF that lists it, and where in it. */
  readonly dodf: string;
  readonly span: Span;
  /** Place of the message in the file: PKCS#15 `index` and `length` where given. */
  readonly offset: number;
  readonly length: number | null;
  readonly flags: { readonly private: boolean; readonly modifiable: boolean };
  /** True when the OID is that of DM bootstrap (2.23.43.7.1). */
  readonly dm: boolean;
  /** Set where the value stands in the directory file itself: `path` is that file, and no device reads it there. */
  readonly direct?: true;
  /** Hex; absent where the record has none. */
  readonly authId?: string;
  /** On inspection, where EF(AODF) has a PIN with that authId. */
  readonly pin?: ProtectingPin;
}

export interface CardIdentity {
  readonly platform: 'sim' | 'ruim' | 'uicc';
  readonly mode: '2g' | '3g';
  /** Hex. */
  readonly atr: string;
  /** Digits without filler; null where EF(ICCID) cannot be read. */
  readonly iccid: string | null;
  readonly protocol: Protocol;
}

/** What the card asks to be verified before a file can be read or updated. */
export interface AccessNeed {
  readonly file: string;
  readonly act: 'read' | 'update';
  /**
   * Credential names as the command line has them: `pin1`, `adm1`; more than one: any of them does. Several needs for one file
   * and act: all of them count (an AND in the access rule, TS 102 221 9.2.5).
   */
  readonly refs: readonly string[];
  readonly triesLeft: number | null;
}

export interface ReadResult {
  readonly card: CardIdentity;
  readonly steps: readonly ChainStep[];
  readonly files: readonly CardFile[];
  readonly objects: readonly BootstrapObject[];
  /**
   * Index into `objects` of the one a device uses: the first DM object by priority; of a card without any, the first of
   * Client Provisioning; null where there is neither.
   */
  readonly chosen: number | null;
  readonly needs: readonly AccessNeed[];
  readonly findings: readonly Finding[];
  /** TPDUs (follow-ups included) and bytes both ways of this read. */
  readonly exchanges: { readonly count: number; readonly sent: number; readonly received: number };
}
