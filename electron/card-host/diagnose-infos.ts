import { toHex } from '../../core/base/bytes.ts';
import { DEVICE_STEPS, stepNumber } from '../../core/device/device-step.ts';
import { reasonText } from '../../core/device/rejection.ts';
import type { DeviceRow } from '../../core/device/simulate.ts';
import type { Checks } from '../../core/diagnosis/checks.ts';
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import type { ByteChange, ImageComparison } from '../../core/files/compare-images.ts';
import type { AspectChange } from '../../core/files/image-aspects.ts';
import type { ComparisonInfo, DeviceInfo, DiagnosisInfo } from '../ipc/diagnose-contract.ts';

/** Diagnoses, devices and comparisons as the contract carries them. */

type More = Pick<DiagnosisInfo, 'source' | 'exchanges' | 'millis'> & {
  readonly checks: Checks;
  readonly notes: readonly string[];
};

export function diagnosisInfo({ verdict, root, findings, steps, modes }: Diagnosis, more: More): DiagnosisInfo {
  const { passed, notReached, needsFormer } = more.checks;
  return {
    verdict,
    root,
    findings: findings.map((finding) => ({ ...finding, modes: [...finding.modes] })),
    steps: [...steps],
    modes: [...modes],
    ...more,
    checks: { passed: [...passed], notReached: [...notReached], needsFormer: [...needsFormer] },
    notes: [...more.notes],
  };
}

export function deviceInfo({ profile, result }: DeviceRow): DeviceInfo {
  const { outcome, rejection } = result;
  const { name, title, basis } = profile;
  const face = { profile: name, title, basis, outcome };
  if (rejection === null) return { ...face, step: null, stepNumber: null, stepTitle: null, reason: null, clause: null };
  const { step, clause } = rejection;
  return {
    ...face,
    step,
    stepNumber: stepNumber(step),
    stepTitle: DEVICE_STEPS.find(({ id }) => id === step)?.title ?? null,
    reason: { en: reasonText(rejection, 'en'), zh: reasonText(rejection, 'zh') },
    clause,
  };
}

const STARS = '********';
/** Runs of differing bytes of a file, and bytes of a run, that are carried. */
const MOST_RUNS = 64;
const MOST_BYTES = 32;

/** Not even the length of a secret is told. */
function aspectInfo({ aspect, a, b, secret }: AspectChange) {
  const shown = (value: string | null) => (secret && value !== null ? STARS : value);
  return { aspect, a: shown(a), b: shown(b), secret };
}

function bytesInfo({ offset, a, b, secret }: ByteChange) {
  const shown = (bytes: Uint8Array) => {
    if (secret) return STARS;
    return `${toHex(bytes.subarray(0, MOST_BYTES), ' ')}${bytes.length > MOST_BYTES ? ' …' : ''}`;
  };
  return { offset, a: shown(a), b: shown(b) };
}

export function comparisonInfo({ equal, card, credentials, files, ignored }: ImageComparison): ComparisonInfo {
  return {
    equal,
    card: card.map(aspectInfo),
    credentials: credentials.map(aspectInfo),
    files: files.map(({ kind, path, name, clause, changes, bytes }) => ({
      kind,
      path,
      name,
      clause,
      changes: changes.map(aspectInfo),
      differing: bytes.reduce((sum, { a, b }) => sum + Math.max(a.length, b.length), 0),
      bytes: bytes.slice(0, MOST_RUNS).map(bytesInfo),
    })),
    ignored: [...ignored],
  };
}
