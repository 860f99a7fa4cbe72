import { toHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import { type MaskedPlace, redactImage } from '../bootstrap/redact-image.ts';
import { toBase64 } from '../syncml/base64.ts';
import { traceToGiveAway } from '../trace/give-away.ts';
import type { TraceFile } from '../transport/trace-file.ts';
import { BUNDLE_FORMAT } from '../virtual-card/bundled-image.ts';
import type { CardImage } from '../virtual-card/card-image.ts';
import type { Report, ReportMade } from './report.ts';

/** Everything that support needs to see what a user sees, in one file that can be given away: `bootcard-bundle/1`. */
export interface Bundle {
  readonly format: typeof BUNDLE_FORMAT;
  readonly made: ReportMade;
  /** True where IMSI, numbers and telephone books are in it. */
  readonly identityKept: boolean;
  /** The card: `virtual:FILE.bootcard-bundle` opens it. */
  readonly image: CardImage;
  /** Where in its files stars stand in place of what was there. */
  readonly masked: readonly MaskedPlace[];
  readonly trace: TraceFile | null;
  readonly report: Report;
}

export interface BundleInput {
  readonly image: CardImage;
  /** The card as it was read, in every class. */
  readonly reads: readonly Pick<ReadResult, 'files' | 'objects'>[];
  readonly trace: TraceFile | null;
  /** Without secrets. */
  readonly report: Report;
  readonly keepIdentity: boolean;
}

/** How a value may stand in words: as text, as hex, in base64. */
function formsOf(value: Uint8Array): readonly string[] {
  const text = String.fromCharCode(...value);
  const latin = /^[\x20-\x7e]+$/.test(text) ? [text] : [];
  return [...latin, toHex(value), toHex(value).toLowerCase(), toBase64(value), toHex(value, ' ')];
}

const STARS = '********';

/** Words of the report in which a value stands nevertheless: an account's name may be the subscriber's number. */
function scrubbed<T>(value: T, forms: readonly string[]): T {
  const scrub = (item: unknown): unknown => {
    if (typeof item === 'string') return forms.reduce((text, form) => text.replaceAll(form, STARS), item);
    if (Array.isArray(item)) return item.map(scrub);
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([name, part]) => [name, scrub(part)]));
  };
  return scrub(value) as T;
}

/**
 * Puts a bundle together: the image and the trace are redacted by type (`redactImage`, `traceToGiveAway`), and what was taken out
 * of the image is looked for in all the rest.
 */
export function makeBundle(input: BundleInput): Result<Bundle> {
  const { keepIdentity, report } = input;
  const objects = input.reads.flatMap((read) => read.objects);
  const files = input.reads.flatMap((read) => read.files);
  const { image, masked, values } = redactImage(input.image, { objects, files, keepIdentity });
  const trace = input.trace === null ? ok(null) : traceToGiveAway(input.trace, { keepIdentity, values });
  if (!trace.ok) return trace;
  const forms = values.flatMap(formsOf);
  return ok({
    format: BUNDLE_FORMAT,
    made: report.made,
    identityKept: keepIdentity,
    image: { ...image, title: scrubbed(image.title, forms) },
    masked,
    trace: trace.value,
    report: scrubbed(report, forms),
  });
}

export function serializeBundle(bundle: Bundle): string {
  return `${JSON.stringify(bundle, null, 1)}\n`;
}
