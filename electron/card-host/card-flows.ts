import type { Result } from '../../core/base/result.ts';
import type { Secret } from '../../core/base/secret.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { MessageAllowance } from '../../core/plan/message-check.ts';
import type { RunOutcome } from '../../core/plan/run-plan.ts';
import type { PlanStepKind, WritePlan } from '../../core/plan/write-plan.ts';
import type { CardTransport } from '../../core/transport/card-transport.ts';

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

/** What a session does with a card. The service is bound to these five acts and knows nothing of APDUs. */
export interface CardFlows {
  read(card: TracedCard, mode: 'auto' | '2g' | '3g', keys: AcceptedKeys): Promise<Result<ReadResult>>;
  tries(card: TracedCard, read: ReadResult, ref: string): Promise<Result<number | null>>;
  verify(card: TracedCard, read: ReadResult, credential: Credential, consent: TryConsent): Promise<Result<void>>;
  plan(
    card: TracedCard,
    read: ReadResult,
    object: number,
    message: Uint8Array,
    allowance: MessageAllowance,
  ): Promise<Result<WritePlan>>;
  run(
    card: TracedCard,
    read: ReadResult,
    plan: WritePlan,
    armedFor: string | null,
    credentials: readonly Credential[],
    consent: TryConsent,
    progress: (progress: RunProgress) => void,
  ): Promise<Result<RunOutcome>>;
}
