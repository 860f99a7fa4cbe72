import type { Finding } from '../base/finding.ts';
import type { Span } from '../base/span.ts';
import type { FindingCode } from '../bootstrap/finding-rows.ts';
import type { ChainStepId, Verdict } from '../bootstrap/read-result.ts';
import type { CardMode } from '../card/identify.ts';
import type { DeviceRow } from '../device/simulate.ts';

/** The bytes that a finding rests on, with some around them; secrets are masked. */
export interface Evidence {
  readonly file: string;
  /** `header`: what the card answered when the file was selected; `body`: what stands in it. */
  readonly part: 'body' | 'header';
  /** Offset in that part of the first byte of `bytes`. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** The bytes meant, as a place in that part; no bytes where something is missing there. */
  readonly marked: Span;
}

export interface DiagnosedFinding extends Finding {
  readonly step: ChainStepId;
  /** The classes in which it shows. */
  readonly modes: readonly CardMode[];
  /** Code of the finding that it is a symptom of; null where it stands for itself. */
  readonly under: string | null;
  readonly evidence: Evidence | null;
}

/** A step of the way down, as the worse of the classes that were asked shows it. */
export interface DiagnosedStep {
  readonly id: ChainStepId;
  readonly title: string;
  readonly clause: string;
  readonly verdict: Verdict;
  readonly ok: boolean;
  readonly fact: string;
  readonly mode: CardMode;
}

/** What is wrong with a card or a message, the cause first. */
export interface Diagnosis {
  /** `fail` where a finding is an error. */
  readonly verdict: 'ok' | 'fail';
  /** Code of the first-ranking fault; null where there is none. */
  readonly root: string | null;
  /** The root first, then other causes by rank, each followed by its symptoms, then hazards and notes. */
  readonly findings: readonly DiagnosedFinding[];
  readonly steps: readonly DiagnosedStep[];
  /** Classes that the card was read in; of a message none. */
  readonly modes: readonly CardMode[];
  /** What came of each kind of client; empty where none was tried. */
  readonly devices: readonly DeviceRow[];
}

/** What a fault makes look wrong besides: findings that are its symptoms, by their codes. */
export const SYMPTOMS: { readonly [Code in FindingCode]?: readonly FindingCode[] } = {
  'dir-template-overrun': ['dir-no-pkcs15', 'dir-record-blank'],
  'dir-path-missing': ['df-unreachable-2g'],
  'dir-path-dangling': ['df-unreachable-2g'],
  'adf-not-selectable': ['dir-path-dangling'],
  'adf-inactive': ['odf-missing', 'dodf-missing', 'file-missing', 'adf-not-selectable'],
  'odf-truncated': ['odf-no-dodf', 'dodf-missing'],
  'odf-padding-hides': ['odf-no-dodf'],
  'odf-blank': ['odf-no-dodf'],
  'dodf-truncated': ['dodf-oid-missing', 'dodf-oid-wrong', 'dodf-blank'],
  'dodf-type-attributes-implicit': ['dodf-path-malformed'],
  'dodf-flags-bit-order': ['dodf-flags-access-mismatch'],
  'access-pin-blocked': ['access-pin-not-verified'],
  'access-pin-unreachable': ['access-pin-not-verified', 'access-read-never'],
  'access-read-never': ['access-pin-not-verified'],
  'access-arr-record-missing': ['access-pin-not-verified', 'access-read-never'],
  'access-secrets-open': ['dodf-flags-access-mismatch'],
  'wbxml-version': ['wbxml-undecodable'],
  'wbxml-push-header': ['dm-root', 'cp-push-header', 'cp-push-unsigned', 'cp-push-mac'],
  'wbxml-length-prefix': ['dm-root'],
  'tnds-undecodable': ['tnds-structure', 'dm-no-account', 'dm-no-connectivity', 'mo-reference-dangling'],
  'mo-tree-shape': ['mo-format', 'mo-node-missing', 'mo-acl', 'dm-source-mismatch'],
  'dm-no-account': ['dm-no-connectivity', 'dm-source-mismatch'],
};

/** Symptoms of these are told where the cause is told: at the same file. The others show wherever they like. */
export const SAME_FILE: ReadonlySet<string> = new Set<FindingCode>([
  'access-pin-unreachable',
  'access-read-never',
  'access-arr-record-missing',
]);

/** Steps that a fault keeps from being judged, though something of them shows: a tree that stops decoding hides what is in it. */
export const HIDDEN_STEPS: { readonly [Code in FindingCode]?: readonly ChainStepId[] } = {
  'odf-path-absolute-dangling': ['dodf'],
  'tnds-undecodable': ['dmAcc'],
};
