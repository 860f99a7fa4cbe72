import { toHex } from '../../core/base/bytes.ts';
import type { Language } from '../../core/base/error-catalogue.ts';
import { ok, type Result } from '../../core/base/result.ts';
import { withFace } from '../../core/card/with-face.ts';
import type { DeviceRow } from '../../core/device/simulate.ts';
import { simulateAll } from '../../core/device/simulate.ts';
import type { DiagnosedCard } from '../../core/diagnosis/diagnose-card.ts';
import { browseCard } from '../../core/files/browse.ts';
import { buildReport } from '../../core/report/build-report.ts';
import { makeBundle, serializeBundle } from '../../core/report/bundle.ts';
import type { Report, ReportSource } from '../../core/report/report.ts';
import { reportHtml, reportJson } from '../../core/report/report-html.ts';
import { type TraceFile, traceLineOf } from '../../core/transport/trace-file.ts';
import { BUNDLE_ENDING } from '../../core/virtual-card/bundled-image.ts';
import type { Answer } from '../ipc/contract.ts';
import { type CardCopy, withCopy } from './card-copy.ts';
import type { CardServiceOptions } from './client-state.ts';
import { madeBy } from './made-by.ts';
import type { Session } from './session.ts';

/** What there is of a card to be given away. */
export interface Exported extends DiagnosedCard {
  readonly session: Session;
  readonly copy: CardCopy;
  readonly devices?: readonly DeviceRow[];
}

type Options = Pick<CardServiceOptions, 'version' | 'flows'>;

/** The last part of a path: where a file stands is nobody's business. */
const baseName = (path: string) => path.split(/[/\\]/).at(-1) ?? path;

function sourceOf({ reader }: Session): ReportSource {
  const [scheme = '', ...rest] = reader.split(':');
  const name = rest.join(':');
  if (scheme === 'virtual') return { kind: 'image', name: baseName(name) };
  return scheme === 'replay' ? { kind: 'trace', name: baseName(name) } : { kind: 'card', name: reader };
}

/** `bootcard-…8907-2026-11-21`: whose card it is by the end of its number alone. */
function fileName({ reads }: DiagnosedCard, created: string): string {
  const iccid = reads.map(({ card }) => card.iccid).find((number) => number !== null);
  return ['bootcard', ...(iccid == null ? [] : [iccid.slice(-4)]), created.slice(0, 10)].join('-');
}

/** The report; devices and files as the copy shows them. Secrets are masked. */
async function buildFor(exported: Exported, { version, flows }: Options, language: Language): Promise<Result<Report>> {
  const { session, copy, diagnosis, reads } = exported;
  const keys = flows.keySource(session, session);
  return withCopy(copy.image, async ({ link }) => {
    const devices = exported.devices === undefined ? await simulateAll(link, { keys }) : ok(exported.devices);
    if (!devices.ok) return devices;
    const reset = await link.transport.reset('warm');
    if (!reset.ok) return reset;
    const tree = await withFace(link, copy.mode, (face) => browseCard(link, face));
    if (!tree.ok) return tree;
    const input = { source: sourceOf(session), made: madeBy(version), diagnosis, reads };
    return ok(
      buildReport(
        { ...input, devices: devices.value, tree: tree.value, notes: copy.notes },
        { language, showSecrets: false },
      ),
    );
  });
}

export async function reportOf(
  exported: Exported,
  options: Options,
  { format, language }: { readonly format: 'html' | 'json'; readonly language: Language },
): Promise<Result<Answer<'diagnose.report'>>> {
  const report = await buildFor(exported, options, language);
  if (!report.ok) return report;
  const name = `${fileName(exported, report.value.made.created)}.${format}`;
  return ok({ name, text: format === 'html' ? reportHtml(report.value) : reportJson(report.value) });
}

/** The session's exchanges, as a trace. */
function traceOf(session: Session, created: string): TraceFile {
  const { reader, transport } = session;
  return {
    header: { format: 'bootcard-trace/1', reader, atr: toHex(transport.atr), protocol: transport.protocol, created },
    lines: session.exchangesFrom(0, session.nextExchange()).map((exchange) => traceLineOf(exchange, reader)),
  };
}

export async function bundleOf(
  exported: Exported,
  options: Options,
  keepIdentity: boolean,
): Promise<Result<Answer<'diagnose.bundle'>>> {
  const report = await buildFor(exported, options, 'en');
  if (!report.ok) return report;
  const { created } = report.value.made;
  const { session, copy, reads } = exported;
  const bundle = makeBundle({
    image: copy.image,
    reads,
    trace: traceOf(session, created),
    report: report.value,
    keepIdentity,
  });
  if (!bundle.ok) return bundle;
  return ok({
    name: `${fileName(exported, created)}${BUNDLE_ENDING}`,
    text: serializeBundle(bundle.value),
    masked: bundle.value.masked.length,
  });
}
