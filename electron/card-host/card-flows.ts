import type { Finding } from '../../core/base/finding.ts';
import type { Result } from '../../core/base/result.ts';
import type { Secret } from '../../core/base/secret.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { KeySource } from '../../core/card/given-keys.ts';
import type { CardMode } from '../../core/card/identify.ts';
import type { DiagnosedCard } from '../../core/diagnosis/diagnose-card.ts';
import type { CardDump } from '../../core/files/dump.ts';
import type { MessageAllowance } from '../../core/plan/message-check.ts';
import type { ObjectsAct } from '../../core/plan/objects.ts';
import type { ProvisioningProfile } from '../../core/plan/profile.ts';
import type { RecoveryWay } from '../../core/plan/recover.ts';
import type { RunOutcome } from '../../core/plan/run-plan.ts';
import type { PlanStepKind, WritePlan } from '../../core/plan/write-plan.ts';
import type { CardTransport } from '../../core/transport/card-transport.ts';
import type { Answer } from '../ipc/contract.ts';
import type { FileBody, KeyStateInfo } from '../ipc/file-contract.ts';
import type { BackupInfo, GrowthWish, Recovery } from '../ipc/write-contract.ts';

/** A powered card as the flows use it: the transport traces, and the trace counts. */
export interface TracedCard {
  readonly transport: CardTransport;
  /** Index that the next exchange will have in the session's trace. */
  nextExchange(): number;
}

export interface Credential {
  /** `pin1`, `adm1`, or a key reference in hex. */
  readonly ref: string;
  readonly secret: Secret;
}

/** What a person allowed for this card, beyond the guard's rules. */
export interface TryConsent {
  /** Fewer than 3 tries left may be spent. */
  readonly fewTries: boolean;
  /** One attempt although the card does not tell the tries left. */
  readonly triesUnknown: boolean;
}

export interface RunProgress {
  readonly step: number;
  readonly total: number;
  readonly kind: PlanStepKind;
  readonly offset: number;
}

/** Credentials that the card accepted in this session: what it asks for again on the way down may be given again. */
export interface AcceptedKeys {
  accepted(ref: string): (Credential & { readonly consent: TryConsent }) | undefined;
}

/** A plan with what its run has to know of it. */
export interface PlanToRun {
  readonly plan: WritePlan;
  /** It comes from outside: the order of its steps is checked before it is run. */
  readonly saved?: true;
  /** It is the way out of a write that broke off: place of that one's journal. */
  readonly recovers?: string;
  /** The card's number as the journal has it, for a card that does not tell its own: the plan names none. */
  readonly named?: string;
}

/** What a session does after an earlier write: the way out of one that broke off, and back to what was kept. */
export interface RecoveryFlows {
  /** The write that broke off with what the card holds of it; null where none did. */
  assess(card: TracedCard, read: ReadResult): Promise<Result<Recovery | null>>;
  recover(card: TracedCard, read: ReadResult, way: RecoveryWay): Promise<Result<PlanToRun>>;
  leave(card: TracedCard, read: ReadResult): Promise<Result<void>>;
  backups(card: TracedCard, read: ReadResult): Promise<readonly BackupInfo[]>;
  /** @param backup the `id` of one of them */
  restore(card: TracedCard, read: ReadResult, backup: string): Promise<Result<WritePlan>>;
}

export interface DumpWishes {
  /** Hears how many files there are so far. */
  readonly found?: (count: number) => void;
  /** Paths from the MF of the only files that are wanted, besides what EF(DIR) lists. */
  readonly only?: readonly string[];
}

/** What a session does with files besides those of the chain, and with keys. */
export interface FileFlows {
  /** Every file that SELECT finds. @param found hears of each as it is found */
  browse(
    card: TracedCard,
    read: ReadResult,
    found: (count: number, name: string) => void,
  ): Promise<Result<Answer<'files.browse'>>>;
  /** Reads one of the files browsed last, and explains it. */
  readFile(card: TracedCard, read: ReadResult, path: string, keys: AcceptedKeys): Promise<Result<FileBody>>;
  /**
   * The whole card as an image, as far as it lets itself be read with the session's keys. Resets it.
   */
  dump(card: TracedCard, keys: AcceptedKeys, wishes?: DumpWishes): Promise<Result<CardDump>>;
  /** The PINs and keys that the card tells of. Sends no value. */
  keyStates(card: TracedCard, read: ReadResult): Promise<Result<KeyStateInfo[]>>;
}

/** What a diagnosis asks of the card itself. */
export interface DiagnoseFlows {
  /** @param was the card that stood in the device before */
  diagnose(
    card: TracedCard,
    mode: 'auto' | CardMode,
    keys: AcceptedKeys,
    was: ReadResult | undefined,
  ): Promise<Result<DiagnosedCard>>;
  /** The plan that makes a finding go. Error `fix-none` where what to write does not follow from the card. */
  planFix(card: TracedCard, read: ReadResult, finding: Finding): Promise<Result<WritePlan>>;
  /** Keys that the session's card accepted, for acts on a copy of it: what the copy refuses is forgotten. */
  keySource(card: TracedCard, keys: AcceptedKeys): KeySource;
}

/** A run as it is asked for. */
export interface RunRequest extends PlanToRun {
  readonly armedFor: string;
  readonly credentials: readonly Credential[];
  readonly consent: TryConsent;
  readonly progress: (progress: RunProgress) => void;
  /** True once the user asked to stop. */
  readonly stopped: () => boolean;
}

/** What a session does about the application and the objects of a card. Every act is a plan. */
export interface ProvisionFlows {
  provision(
    card: TracedCard,
    read: ReadResult,
    profile: ProvisioningProfile,
    messages: readonly Uint8Array[],
    allowance: MessageAllowance,
  ): Promise<Result<WritePlan>>;
  unprovision(card: TracedCard, read: ReadResult, deleteFiles: boolean): Promise<Result<WritePlan>>;
  changeObjects(card: TracedCard, read: ReadResult, act: ObjectsAct, deleteFiles: boolean): Promise<Result<WritePlan>>;
}

/** What a session does with a card. The service is bound to these acts and knows nothing of APDUs. */
export interface CardFlows extends RecoveryFlows, FileFlows, DiagnoseFlows, ProvisionFlows {
  read(card: TracedCard, mode: 'auto' | '2g' | '3g', keys: AcceptedKeys): Promise<Result<ReadResult>>;
  tries(card: TracedCard, read: ReadResult, ref: string): Promise<Result<number | null>>;
  verify(card: TracedCard, read: ReadResult, credential: Credential, consent: TryConsent): Promise<Result<void>>;
  plan(
    card: TracedCard,
    read: ReadResult,
    object: number,
    message: Uint8Array,
    allowance: MessageAllowance,
    growth?: GrowthWish,
  ): Promise<Result<WritePlan>>;
  run(card: TracedCard, read: ReadResult, request: RunRequest): Promise<Result<RunOutcome>>;
}
