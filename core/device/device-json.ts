import type { FindingPlace } from '../base/finding.ts';
import { stepNumber } from './device-step.ts';
import { reasonText } from './rejection.ts';
import type { DeviceRow } from './simulate.ts';

/** A row of the device table, as the JSON contract has it. */
export interface DeviceJson {
  readonly profile: string;
  readonly title: string;
  readonly outcome: 'accepted' | 'rejected';
  /** The step at which it stopped; null where it did not. */
  readonly step: string | null;
  /** Its number, from 1. */
  readonly stepNumber: number | null;
  readonly code: string | null;
  readonly reason: string | null;
  readonly clause: string | null;
  readonly where: FindingPlace | null;
}

/** What `diagnose` and `simulate` say of one client. */
export function deviceJson({ profile, result }: DeviceRow): DeviceJson {
  const { outcome, rejection } = result;
  return {
    profile: profile.name,
    title: profile.title.en,
    outcome,
    step: rejection?.step ?? null,
    stepNumber: rejection === null ? null : stepNumber(rejection.step),
    code: rejection?.code ?? null,
    reason: rejection === null ? null : reasonText(rejection),
    clause: rejection?.clause ?? null,
    where: rejection?.where ?? null,
  };
}
