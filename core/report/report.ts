import type { FindingKind, FindingPlace, Severity } from '../base/finding.ts';
import type { Account } from '../bootstrap/message-model.ts';
import type { ChainStepId, ReadResult, Verdict } from '../bootstrap/read-result.ts';
import type { CardMode } from '../card/identify.ts';
import type { DeviceJson } from '../device/device-json.ts';

/** What was looked at. */
export interface ReportSource {
  readonly kind: 'card' | 'image' | 'trace' | 'message';
  /** Reader, or name of the file. */
  readonly name: string;
}

/** What made the report, and when. */
export interface ReportMade {
  /** ISO 8601. */
  readonly created: string;
  /** Of Bootcard. */
  readonly version: string;
  readonly node: string;
  /** Name and version of the operating system. */
  readonly os: string;
}

/** Bytes that a finding stands on. */
export interface ReportEvidence {
  readonly file: string;
  /** `header`: what the card answered when the file was selected; `body`: what stands in it. */
  readonly part: 'body' | 'header';
  /** Offset in that part of the first byte of `hex`. */
  readonly offset: number;
  /** Secrets in it are stars (2A). */
  readonly hex: string;
  readonly marked: { readonly offset: number; readonly length: number };
}

export interface ReportFinding {
  readonly code: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  readonly clause: string | null;
  readonly where: FindingPlace;
  /** What a device does about it. */
  readonly device: string | null;
  readonly fix: string | null;
  readonly step: ChainStepId;
  readonly modes: readonly CardMode[];
  /** Code of the finding that it follows from. */
  readonly under: string | null;
  readonly evidence: ReportEvidence | null;
}

export interface ReportStep {
  readonly id: ChainStepId;
  readonly title: string;
  readonly clause: string;
  readonly verdict: Verdict;
  readonly fact: string;
  readonly mode: CardMode;
}

export interface ReportObject {
  readonly label: string | null;
  readonly oid: string;
  readonly title: string | null;
  readonly form: 'opaque' | 'oid';
  readonly path: string;
  /** Bytes; null where it was not read. */
  readonly length: number | null;
  /** True for the one that a device uses. */
  readonly chosen: boolean;
}

export interface ReportField {
  readonly group: string | null;
  readonly path: string;
  /** Secrets have eight stars, however long they are. */
  readonly value: string;
  readonly secret: boolean;
}

export interface ReportMessage {
  readonly profile: 'dm' | 'cp' | 'unknown';
  readonly version: string | null;
  readonly publicId: string | null;
  readonly charset: string | null;
  /** Bytes. */
  readonly size: number;
  readonly accounts: readonly Account[];
  readonly fields: readonly ReportField[];
  readonly xml: string;
}

/** A node of the management tree. */
export interface ReportNode {
  readonly name: string;
  /** `node` for an interior one. */
  readonly format: string;
  /** The object's identifier of an interior node, the media type of a leaf; empty where none was given. */
  readonly type: string;
  readonly acl: string | null;
  /** Null for an interior node. Secrets have eight stars, however long they are. */
  readonly value: string | null;
  readonly secret: boolean;
  readonly children: readonly ReportNode[];
}

export interface ReportFile {
  readonly path: string;
  readonly name: string;
  readonly kind: 'mf' | 'df' | 'adf' | 'ef';
  /** `transparent`, `linear` …; null where the card did not tell. */
  readonly structure: string | null;
  /** Bytes of the body; null where the card did not tell. */
  readonly size: number | null;
  /** Who may, in words; null where the card did not tell, and of a folder. */
  readonly read: string | null;
  readonly update: string | null;
}

export interface ReportCard {
  readonly platform: ReadResult['card']['platform'];
  /** Classes that it was read in. */
  readonly modes: readonly CardMode[];
  /** Hex; null where a modem keeps it. */
  readonly atr: string | null;
  readonly iccid: string | null;
  readonly protocol: ReadResult['card']['protocol'];
}

/** What a read cost. */
export interface ReportCost {
  readonly mode: CardMode;
  /** TPDUs, follow-ups included. */
  readonly count: number;
  /** Bytes. */
  readonly sent: number;
  readonly received: number;
}

/** All that there is to say about a card, an image, a trace or a message: `bootcard-report/1` (docs/formats.md). */
export interface Report {
  readonly format: 'bootcard-report/1';
  readonly language: 'en' | 'zh';
  readonly made: ReportMade;
  readonly source: ReportSource;
  /** Null for a message on no card. */
  readonly card: ReportCard | null;
  /** `fail` where a finding is an error. */
  readonly verdict: 'ok' | 'fail';
  /** Code of the root cause; null where there is no fault. */
  readonly root: string | null;
  readonly steps: readonly ReportStep[];
  /** The root cause first, each cause followed by what follows from it. */
  readonly findings: readonly ReportFinding[];
  readonly objects: readonly ReportObject[];
  /** The message that a device uses; null where none was read. */
  readonly message: ReportMessage | null;
  readonly devices: readonly DeviceJson[];
  /** The management tree of a conforming device that was switched on with it; null where that takes nothing from it. */
  readonly tree: ReportNode | null;
  /** Empty for a message on no card. */
  readonly files: readonly ReportFile[];
  readonly cost: readonly ReportCost[];
  /** What the reader of the report should know besides, in words. */
  readonly notes: readonly string[];
  /** True where secrets of the message stand in it in clear. */
  readonly secretsShown: boolean;
}
