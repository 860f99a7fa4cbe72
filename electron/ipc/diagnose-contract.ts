import { z } from 'zod';
import { CHAIN_STEPS } from '../../core/bootstrap/read-result.ts';
import { DEVICE_STEPS, type DeviceStepId } from '../../core/device/device-step.ts';
import { planSchema } from '../../core/plan/plan-schema.ts';
import { bytes, count, findingSchema, session, span, words } from './shapes.ts';

/** What is wrong with a card, which devices bootstrap from it, and what would mend it. */

const mode = z.enum(['2g', '3g']);
const chainStep = z.enum(CHAIN_STEPS);
const deviceStep = z.enum(DEVICE_STEPS.map(({ id }) => id) as [DeviceStepId, ...DeviceStepId[]]);

const diagnosedFindingSchema = findingSchema.extend({
  step: chainStep,
  modes: z.array(mode),
  /** Code of the finding that it follows from. */
  under: z.string().nullable(),
  /** Secrets in it are masked. */
  evidence: z
    .object({ file: z.string(), part: z.enum(['body', 'header']), offset: count, bytes, marked: span })
    .nullable(),
});
/** A finding with the bytes that it rests on. */
export type DiagnosedFindingInfo = z.infer<typeof diagnosedFindingSchema>;

const stepSchema = z.object({
  id: chainStep,
  title: z.string(),
  clause: z.string(),
  verdict: z.enum(['ok', 'warning', 'error', 'notReached']),
  ok: z.boolean(),
  fact: z.string(),
  mode,
});

export const diagnosisSchema = z.object({
  verdict: z.enum(['ok', 'fail']),
  root: z.string().nullable(),
  /** The root first, each cause followed by what follows from it. */
  findings: z.array(diagnosedFindingSchema),
  steps: z.array(stepSchema),
  modes: z.array(mode),
  checks: z.object({ passed: z.array(z.string()), notReached: z.array(z.string()), needsFormer: z.array(z.string()) }),
  /** The card itself, or what a recording shows of one. */
  source: z.enum(['card', 'recording']),
  /** What a recording does not show, in words. */
  notes: z.array(z.string()),
  /** What it cost: exchanges of the session, milliseconds. */
  exchanges: count,
  millis: z.number().min(0),
});
/** A diagnosis as the interface has it. */
export type DiagnosisInfo = z.infer<typeof diagnosisSchema>;

const deviceSchema = z.object({
  profile: z.string(),
  title: words,
  /** Clause that the profile's habits rest on. */
  basis: z.string(),
  outcome: z.enum(['accepted', 'rejected']),
  /** Where it stopped; null where it did not. */
  step: deviceStep.nullable(),
  stepNumber: count.nullable(),
  stepTitle: words.nullable(),
  reason: words.nullable(),
  clause: z.string().nullable(),
});
/** What came of one kind of device. */
export type DeviceInfo = z.infer<typeof deviceSchema>;

/** A stretch of a file as it stands and as a fix makes it, secrets masked. */
const comparedSchema = z.object({ file: z.string(), offset: count, before: bytes, after: bytes, cut: z.boolean() });
export type ComparedBytes = z.infer<typeof comparedSchema>;

const fixSchema = z.object({
  /** Place of the finding in the diagnosis. */
  finding: count,
  /** What it takes; null where what to write does not follow from the card. */
  price: z
    .object({
      bytes: count,
      ranges: count,
      files: z.array(z.string()),
      keys: z.array(z.object({ ref: z.string(), triesLeft: count.nullable() })),
      seconds: z.number(),
    })
    .nullable(),
  compared: comparedSchema.nullable(),
});
/** What would make a finding go. */
export type FixInfo = z.infer<typeof fixSchema>;

const aspectSchema = z.object({
  aspect: z.string(),
  a: z.string().nullable(),
  b: z.string().nullable(),
  secret: z.boolean(),
});
const comparisonSchema = z.object({
  equal: z.boolean(),
  card: z.array(aspectSchema),
  credentials: z.array(aspectSchema),
  files: z.array(
    z.object({
      kind: z.enum(['added', 'removed', 'changed']),
      path: z.string(),
      name: z.string().nullable(),
      clause: z.string().nullable(),
      changes: z.array(aspectSchema),
      /** Bytes that differ: as many as there are, and the first runs of them in hex, secrets as stars. */
      differing: count,
      bytes: z.array(z.object({ offset: count, a: z.string(), b: z.string() })),
    }),
  ),
  ignored: z.array(z.string()),
});
/** How two cards differ; values of secrets never come here. */
export type ComparisonInfo = z.infer<typeof comparisonSchema>;

const exported = z.object({ name: z.string(), text: z.string() });

export const diagnoseRequests = {
  /** Reads the card to the end in both classes. Nothing is written; the card is reset between the classes. */
  'diagnose.run': {
    /** `was`: a session with the card that stood in the device before. */
    params: z.object({ session, was: session.nullable() }),
    result: diagnosisSchema,
  },
  /**
   * Tries every kind of device and every fix on a copy of the card in memory, after `diagnose.run`. A real card is dumped for
   * it once; `diagnose.progress` tells how far it is.
   */
  'diagnose.examine': {
    params: z.object({ session }),
    result: z.object({
      devices: z.array(deviceSchema),
      fixes: z.array(fixSchema),
      copy: z.enum(['virtual', 'dump', 'recording']),
    }),
  },
  /** Runs a finding's fix on a copy in memory, and diagnoses that. */
  'diagnose.try': {
    params: z.object({ session, finding: count }),
    result: z.object({
      /** As of a run on a card. */
      result: z.enum(['verified', 'failed', 'interrupted', 'unchanged']),
      bytesWritten: count,
      verdict: z.enum(['ok', 'fail']),
      /** Codes of what is found then, symptoms left out. */
      left: z.array(z.string()),
      gone: z.array(z.string()),
      devices: z.array(deviceSchema),
    }),
  },
  /** The plan of a finding's fix, on the card itself: to be approved and run as any other. */
  'diagnose.plan': {
    params: z.object({ session, finding: count }),
    result: z.object({ plan: planSchema, id: z.string() }),
  },
  /** The card against that of another session, file by file, by what it means. */
  'diagnose.compare': {
    params: z.object({ session, other: session, golden: z.boolean() }),
    result: comparisonSchema,
  },
  /** All that the diagnosis says as one file, secrets masked. */
  'diagnose.report': {
    params: z.object({ session, format: z.enum(['html', 'json']), language: z.enum(['en', 'zh']) }),
    result: exported,
  },
  /** Card, session's trace and report in one file for giving away, without PINs, keys and secrets. */
  'diagnose.bundle': {
    params: z.object({ session, keepIdentity: z.boolean() }),
    result: exported.extend({ masked: count }),
  },
} as const;

export const diagnoseEvents = {
  /** How far `diagnose.examine` is; `copy` counts files that were found. */
  'diagnose.progress': z.object({ session, part: z.enum(['copy', 'devices', 'fixes']), done: count, total: count }),
} as const;
