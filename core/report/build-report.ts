import { toHex } from '../base/bytes.ts';
import type { Language } from '../base/error-catalogue.ts';
import { FINDING_ROWS, type FindingCode, findingWords } from '../bootstrap/finding-rows.ts';
import type { MessageView } from '../bootstrap/message-model.ts';
import { messageToXml } from '../bootstrap/message-xml.ts';
import { objectContent } from '../bootstrap/object-content.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import { accessWords } from '../card/access-words.ts';
import { deviceJson } from '../device/device-json.ts';
import { reasonText } from '../device/rejection.ts';
import type { DeviceRow } from '../device/simulate.ts';
import type { DiagnosedFinding, Diagnosis, Evidence } from '../diagnosis/diagnosis.ts';
import { type CardTree, nodeName } from '../files/card-tree.ts';
import { oidTitle } from '../pkcs15/oids.ts';
import type {
  Report,
  ReportCard,
  ReportEvidence,
  ReportFile,
  ReportFinding,
  ReportMade,
  ReportMessage,
  ReportObject,
  ReportSource,
} from './report.ts';
import { treeOf } from './report-tree.ts';

export interface ReportInput {
  readonly source: ReportSource;
  readonly made: ReportMade;
  readonly diagnosis: Diagnosis;
  readonly devices: readonly DeviceRow[];
  /** A read for each class that the card answered, the first one first in the report; empty for a message on no card. */
  readonly reads: readonly ReadResult[];
  /** The message where it stands on no card. */
  readonly message?: MessageView | undefined;
  readonly tree?: CardTree | undefined;
  readonly notes?: readonly string[];
}

export interface ReportOptions {
  readonly language: Language;
  readonly showSecrets: boolean;
}

/** As many as there are always: the length of a secret is nobody's business either. */
const STARS = '*'.repeat(8);

/** Masked values of the XML have as many stars as their secrets have bytes. */
const sameStars = (xml: string) =>
  xml
    .replace(/>\*+</g, `>${STARS}<`)
    .replace(/="\*+"/g, `="${STARS}"`)
    .replace(/'\*+'/g, `'${STARS}'`);

function evidenceOf({ file, part, offset, bytes, marked }: Evidence): ReportEvidence {
  return { file, part, offset, hex: toHex(bytes), marked: { offset: marked.offset, length: marked.length } };
}

function findingOf(finding: DiagnosedFinding, language: Language): ReportFinding {
  const { code, kind, severity, clause, where, step, modes, under, evidence, details = {} } = finding;
  const known = code in FINDING_ROWS;
  const words = known ? findingWords(code as FindingCode, details, language) : { title: code, ...finding };
  return {
    code,
    kind,
    severity,
    title: words.title,
    message: words.message,
    clause,
    where,
    device: words.device,
    fix: words.fix,
    step,
    modes,
    under,
    evidence: evidence === null ? null : evidenceOf(evidence),
  };
}

function messageOf(view: MessageView, showSecrets: boolean): ReportMessage | null {
  if (view.document === null) return null;
  const { profile, version, publicId, charset, size, accounts, secrets } = view;
  const hidden = (offset: number, length: number) =>
    secrets.some((secret) => secret.offset < offset + length && offset < secret.offset + secret.length);
  const xml = messageToXml(view, { secrets: showSecrets ? 'show' : 'mask' });
  return {
    profile,
    version,
    publicId,
    charset,
    size,
    accounts,
    fields: view.fields.map(({ group, path, value, secret, span }) => {
      const isSecret = secret || hidden(span.offset, span.length);
      return { group, path, value: isSecret && !showSecrets ? STARS : value, secret: isSecret };
    }),
    xml: showSecrets ? xml : sameStars(xml),
  };
}

function cardOf(reads: readonly ReadResult[]): ReportCard | null {
  const [first] = reads;
  if (first === undefined) return null;
  const { platform, atr, protocol } = first.card;
  const iccid = reads.map(({ card }) => card.iccid).find((number) => number !== null) ?? null;
  return { platform, modes: reads.map(({ card }) => card.mode), atr: atr === '' ? null : atr, iccid, protocol };
}

function objectsOf(read: ReadResult | undefined): readonly ReportObject[] {
  return (read?.objects ?? []).map((object, i) => {
    const { label, oid, form, path } = object;
    const length = read === undefined ? undefined : objectContent(read, object)?.bytes.length;
    return {
      label,
      oid,
      title: oidTitle(oid) ?? null,
      form,
      path,
      length: length ?? null,
      chosen: i === read?.chosen,
    };
  });
}

function chosenMessage(read: ReadResult | undefined): MessageView | undefined {
  const object = read === undefined || read.chosen === null ? undefined : read.objects[read.chosen];
  return (read && object && objectContent(read, object)?.message) ?? undefined;
}

function filesOf({ nodes }: CardTree, language: Language): readonly ReportFile[] {
  // By path what is in a folder stands behind it.
  return nodes
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map((node): ReportFile => {
      const { path, kind, header, access } = node;
      const face = { path, name: nodeName(node), kind };
      if (kind !== 'ef') return { ...face, structure: null, size: null, read: null, update: null };
      return {
        ...face,
        structure: header?.structure ?? null,
        size: header?.size ?? null,
        read: access === null ? null : accessWords(access.read, language),
        update: access === null ? null : accessWords(access.update, language),
      };
    });
}

function deviceOf(row: DeviceRow, language: Language) {
  const { rejection } = row.result;
  const title = row.profile.title[language];
  return { ...deviceJson(row), title, reason: rejection === null ? null : reasonText(rejection, language) };
}

/** Puts together what a report says. Secrets are masked unless they are asked for; evidence always has them masked. */
export function buildReport(input: ReportInput, { language, showSecrets }: ReportOptions): Report {
  const { diagnosis, devices, reads, tree, notes = [] } = input;
  // The message as the first class shows it that gets so far.
  const shown = reads.find((read) => chosenMessage(read)?.document) ?? reads[0];
  const message = input.message ?? chosenMessage(shown);
  return {
    format: 'bootcard-report/1',
    language,
    made: input.made,
    source: input.source,
    card: cardOf(reads),
    verdict: diagnosis.verdict,
    root: diagnosis.root,
    steps: diagnosis.steps.map(({ id, title, clause, verdict, fact, mode }) => ({
      id,
      title,
      clause,
      verdict,
      fact,
      mode,
    })),
    findings: diagnosis.findings.map((finding) => findingOf(finding, language)),
    objects: objectsOf(shown),
    message: message === undefined ? null : messageOf(message, showSecrets),
    devices: devices.map((row) => deviceOf(row, language)),
    tree: treeOf(devices, showSecrets ? undefined : () => STARS),
    files: tree === undefined ? [] : filesOf(tree, language),
    cost: reads.map(({ card, exchanges }) => ({ mode: card.mode, ...exchanges })),
    notes,
    secretsShown: showSecrets,
  };
}
