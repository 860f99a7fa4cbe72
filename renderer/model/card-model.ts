import { isFilled } from '../../core/base/bytes.ts';
import { type Finding, hasErrors } from '../../core/base/finding.ts';
import { type Span, shiftSpan } from '../../core/base/span.ts';
import type { TokenSpan } from '../../core/base/structure.ts';
import { explainFile } from '../../core/bootstrap/explain-file.ts';
import type { CertificateWords } from '../../core/bootstrap/explain-words.ts';
import { fileSecrets } from '../../core/bootstrap/file-secrets.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import type { MessageField, MessageView } from '../../core/bootstrap/message-model.ts';
import type { CardFile, ReadResult } from '../../core/bootstrap/read-result.ts';
import { OIDS } from '../../core/pkcs15/oids.ts';
import type { Exchange } from '../../core/transport/exchange.ts';
import type { BrowsedFile, FileBody } from '../../electron/ipc/file-contract.ts';
import { type Browse, browsedCardFile, NOTHING_BROWSED, placeOf } from './browsed-files.ts';
import { byteKinds } from './byte-kinds.ts';
import { type CardNode, cardTree, everyNode, shiftNode } from './tree-model.ts';

/** Objects whose files hold something else than a message of either profile. */
const NO_MESSAGE: ReadonlySet<string> = new Set([OIDS.lwm2mBootstrap, OIDS.accessControl]);

/** A bootstrap message where it lies in its file. */
export interface PlacedMessage {
  readonly view: MessageView;
  /** Offset of the message in the file. */
  readonly at: number;
  /** Its fields and secrets as places in the file. */
  readonly fields: readonly MessageField[];
  readonly secrets: readonly Span[];
  /** What follows it in the file. */
  readonly rest: Span;
  readonly restBlank: boolean;
}

/** A file as the panes show it: bytes with their colouring, tokens, findings, message. */
export interface FileModel {
  readonly file: CardFile;
  readonly node: CardNode;
  readonly tokens: readonly TokenSpan[];
  readonly kinds: Uint8Array;
  readonly findings: readonly Finding[];
  readonly message: PlacedMessage | null;
  /** Places of secrets, in whatever the file holds. */
  readonly secrets: readonly Span[];
  /** What SELECT told of it, where the card was browsed. */
  readonly browsed: BrowsedFile | null;
  /** What was read of a file outside the chain; null where nothing was. */
  readonly body: FileBody | null;
}

export interface CardModel {
  readonly root: CardNode;
  readonly files: ReadonlyMap<string, FileModel>;
  /** Path of the chosen object's file where it was read; null otherwise. */
  readonly content: string | null;
  readonly findings: readonly Finding[];
}

/** Findings that stand in several lists of a read count once. */
export function allFindings(read: ReadResult): readonly Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of [...read.findings, ...read.steps.flatMap((step) => step.findings)]) {
    seen.set(JSON.stringify([finding.code, finding.where, finding.message]), finding);
  }
  return [...seen.values()];
}

function placeMessage(file: CardFile, at: number, length: number | null): PlacedMessage | null {
  const bytes = file.bytes.subarray(at, length === null ? undefined : at + length);
  if (bytes.length === 0 || isFilled(bytes, 0xff)) return null;
  const view = decodeMessage(bytes);
  const end = Math.min(file.bytes.length, at + view.size);
  const rest = { offset: end, length: file.bytes.length - end };
  return {
    view,
    at,
    fields: view.fields.map((field) => ({ ...field, span: shiftSpan(field.span, at) })),
    secrets: view.secrets.map((place) => shiftSpan(place, at)),
    rest,
    restBlank: rest.length > 0 && isFilled(file.bytes.subarray(end), file.bytes[end] ?? 0),
  };
}

interface Explained {
  readonly file: CardFile;
  readonly message: PlacedMessage | null;
  readonly tree: ReturnType<typeof explainFile>['tree'] | null;
  readonly tokens: readonly TokenSpan[];
  readonly findings: readonly Finding[];
  readonly browsed?: BrowsedFile;
  readonly body?: FileBody;
}

function explain(
  file: CardFile,
  read: ReadResult,
  findings: readonly Finding[],
  certificates: CertificateWords | undefined,
): Explained {
  const own = findings.filter((finding) => finding.where.file === file.path);
  const object = read.objects.find((item) => item.path === file.path && !item.direct);
  if (file.role !== 'content' || NO_MESSAGE.has(object?.oid ?? ''))
    return { file, message: null, ...explainFile(file, read.objects, certificates), findings: own };
  const message = placeMessage(file, object?.offset ?? 0, object?.length ?? null);
  if (message === null) return { file, message, tree: null, tokens: blankTokens(file), findings: own };
  const tokens = message.view.tokens.map((token) => ({ ...token, span: shiftSpan(token.span, message.at) }));
  if (message.restBlank) tokens.push({ span: message.rest, kind: 'padding', meaning: 'padding' });
  const tree = message.view.tree === null ? null : shiftNode(message.view.tree, message.at);
  return { file, message, tree, tokens, findings: own };
}

function blankTokens(file: CardFile): readonly TokenSpan[] {
  return file.bytes.length === 0
    ? []
    : [{ span: { offset: 0, length: file.bytes.length }, kind: 'padding', meaning: 'padding' }];
}

/** Whether a file holds one good message and nothing else, and its directory says so. */
function isAllOf(message: PlacedMessage, file: CardFile, { objects }: ReadResult): boolean {
  const [object, another] = objects.filter(({ path }) => path === file.path);
  const alone = object !== undefined && !object.direct && another === undefined;
  const { at, rest, restBlank, view } = message;
  return alone && at === 0 && (rest.length === 0 || restBlank) && !hasErrors(view.findings);
}

/** What is masked in a file; in most content files that was found when their message was decoded. */
function secretsOf(file: CardFile, message: PlacedMessage | null, read: ReadResult): readonly Span[] {
  return message !== null && isAllOf(message, file, read) ? message.secrets : fileSecrets(file, read.objects);
}

function evidenceOf(findings: readonly Finding[]): readonly Span[] {
  return findings.flatMap(({ severity, where }) =>
    severity === 'error' && where.offset !== undefined ? [{ offset: where.offset, length: where.length ?? 1 }] : [],
  );
}

/** The files of the card outside the chain. */
function explainBrowsed(read: ReadResult, { files, bodies }: Browse, trace: readonly Exchange[]): readonly Explained[] {
  const known = new Set(read.files.map(({ path }) => path));
  return files.flatMap((browsed): readonly Explained[] => {
    const path = placeOf(browsed.path, files, read.files);
    if (browsed.kind !== 'ef' || known.has(path)) return [];
    const body = bodies.get(browsed.path);
    const file = browsedCardFile(browsed, path, body, trace);
    const span = { offset: 0, length: file.bytes.length };
    const tree = body === undefined ? null : { path: '', label: file.name, span, children: body.nodes };
    return [{ file, message: null, tree, tokens: body?.tokens ?? [], findings: [], browsed, ...(body && { body }) }];
  });
}

/**
 * Decodes what a read brought, once, for every pane. Pure: the same read gives the same model.
 * @param hidden places of secrets that the bytes themselves do not tell, by file
 * @param browse the card's other files, where they were looked for
 * @param certificates reads certificates, see `explainFile`
 */
export function cardModel(
  read: ReadResult,
  hidden?: ReadonlyMap<string, readonly Span[]>,
  browse: Browse = NOTHING_BROWSED,
  trace: readonly Exchange[] = [],
  certificates?: CertificateWords,
): CardModel {
  const findings = allFindings(read);
  const told = new Map(browse.files.map((file) => [placeOf(file.path, browse.files, read.files), file]));
  const explained: readonly Explained[] = [
    ...read.files.map((file) => explain(file, read, findings, certificates)),
    ...explainBrowsed(read, browse, trace),
  ];
  const root = cardTree(explained, told);
  const nodes = new Map([...everyNode(root)].filter((node) => node.kind === 'file').map((node) => [node.file, node]));
  const files = new Map<string, FileModel>();
  for (const { file, tokens, message, findings: own, body } of explained) {
    const node = nodes.get(file.path);
    if (node === undefined) continue;
    const secrets = body?.secrets ?? [...secretsOf(file, message, read), ...(hidden?.get(file.path) ?? [])];
    const browsed = told.get(file.path) ?? null;
    const kinds = byteKinds(file.bytes.length, tokens, secrets, evidenceOf(own));
    files.set(file.path, { file, node, tokens, kinds, findings: own, message, secrets, browsed, body: body ?? null });
  }
  const chosen = read.chosen === null ? undefined : read.objects[read.chosen]?.path;
  return { root, files, content: chosen !== undefined && files.has(chosen) ? chosen : null, findings };
}

/** The chosen object's message, with the file it lies in. */
export function chosenMessage(model: CardModel): { readonly file: FileModel; readonly message: PlacedMessage } | null {
  const file = model.content === null ? undefined : model.files.get(model.content);
  return file?.message ? { file, message: file.message } : null;
}
