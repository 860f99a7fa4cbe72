import type { AppError } from '../base/app-error.ts';
import type { Language } from '../base/error-catalogue.ts';
import type { FindingPlace } from '../base/finding.ts';
import { err, type Result } from '../base/result.ts';
import type { DeviceStepId } from './device-step.ts';
import { type ReasonCode, reasonRow } from './reason-rows.ts';

/** Values that a reason's text names in braces; those with a Chinese twin as `name` and `nameZh`. Never a secret. */
export type ReasonDetails = Readonly<Record<string, string | number>>;

/** Why, and where, a device stopped. Plain data: the rows have its words. */
export interface Rejection {
  readonly step: DeviceStepId;
  readonly code: ReasonCode;
  readonly clause: string;
  /** What the reason stands on: file, place in it, path in the message. */
  readonly where: FindingPlace;
  readonly details: ReasonDetails;
}

/** What ends a device's way: it rejects what it found, or the link to the card broke. */
export type Stop =
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | { readonly kind: 'broken'; readonly error: AppError };

/** What a step gives, or what ends the way. */
export type Taken<T> = Result<T, Stop>;

export function rejected(
  step: DeviceStepId,
  code: ReasonCode,
  where: FindingPlace = {},
  details: ReasonDetails = {},
): { readonly ok: false; readonly error: Stop } {
  const { clause } = reasonRow(code);
  return err({ kind: 'rejected', rejection: { step, code, clause, where, details } });
}

export function broken(error: AppError): { readonly ok: false; readonly error: Stop } {
  return err({ kind: 'broken', error });
}

/** The reason in words. A detail that the rejection does not have stays in braces: a test looks for that. */
export function reasonText({ code, details }: Rejection, language: Language = 'en'): string {
  const text = reasonRow(code)[language].replace(/\{(\w+)\}/g, (whole, name: string) => String(details[name] ?? whole));
  return language === 'en' ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
