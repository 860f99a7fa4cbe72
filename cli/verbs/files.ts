import type { Command } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import { hexWord, toHex } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { createFileCursor } from '../../core/card/file-cursor.ts';
import type { KeySource } from '../../core/card/given-keys.ts';
import type { CardFace } from '../../core/card/identify.ts';
import { withFace } from '../../core/card/with-face.ts';
import { browseCard } from '../../core/files/browse.ts';
import type { CardTree, CardTreeNode } from '../../core/files/card-tree.ts';
import { isFilePath, nodesNamed } from '../../core/files/find-node.ts';
import { platformOf } from '../../core/files/platform.ts';
import { readNode } from '../../core/files/read-node.ts';
import { modeOption } from '../card-options.ts';
import type { CliContext, OpenCard } from '../context.ts';
import type { ConsentOptions } from '../credentials.ts';
import { type KeyOptions, keyOptions, keySourceOf, readGivenKeys } from '../given-keys.ts';
import type { Act } from '../main.ts';
import { counted, jsonText } from '../output.ts';
import { contentText, fileJson, inTreeOrder, type ShownFile, treeText } from '../present-files.ts';
import { writeOutput } from '../write-output.ts';

interface FilesOptions extends ConsentOptions, KeyOptions {
  readonly mode: 'auto' | '2g' | '3g';
  readonly discover?: boolean;
  readonly content?: boolean;
  readonly decode?: boolean;
  readonly showSecrets?: boolean;
  readonly output?: string;
  readonly json?: boolean;
}

/** The keys of `--key` and of the key file, as the card layer takes them. */
export async function keySource(context: CliContext, options: ConsentOptions & KeyOptions): Promise<Result<KeySource>> {
  const given = await readGivenKeys(context, options);
  return given.ok ? ok(keySourceOf(context, given.value, options)) : given;
}

/** How far a sweep of file ids is, on standard error: it takes its time. */
export function tellTrying(folder: string, tried: number, of: number): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\r${folder}: ${tried} of ${of} file ids tried${tried === of ? '\n' : ''}`);
}

interface Browsed {
  readonly face: CardFace;
  readonly tree: CardTree;
  readonly files: readonly ShownFile[];
  /** A folder is shown, or the whole card; false for single files, which are read and explained. */
  readonly asTree: boolean;
}

async function browse(
  { link }: OpenCard,
  path: string | undefined,
  keys: KeySource,
  options: FilesOptions,
): Promise<Result<Browsed>> {
  return withFace(link, options.mode, async (face) => {
    // A path says where to look: the other files need not be found first.
    const byPath = path !== undefined && isFilePath(path);
    const tree = await browseCard(link, face, {
      discover: options.discover ?? false,
      standard: !byPath,
      paths: byPath ? [path] : [],
      trying: tellTrying,
    });
    if (!tree.ok) return tree;
    const chosen: readonly CardTreeNode[] = path === undefined ? tree.value.nodes : nodesNamed(tree.value, path);
    if (path !== undefined && chosen.length === 0) return err(appError('card-file-unknown', { path }));
    const cursor = createFileCursor(link, face);
    const asTree = chosen.some(({ kind }) => kind !== 'ef');
    const files: ShownFile[] = [];
    for (const node of chosen) {
      const wanted = node.kind === 'ef' && (!asTree || options.content || options.decode);
      const read = wanted ? await readNode(cursor, node, { iccid: face.iccid, keys }) : undefined;
      if (read?.ok === false) return read;
      files.push(wanted ? { node, read: read?.value } : { node });
    }
    return ok({ face, tree: tree.value, files, asTree });
  });
}

function textOf(
  { face, tree, files, asTree }: Browsed,
  card: OpenCard,
  path: string | undefined,
  options: FilesOptions,
): string {
  const platform = platformOf(tree, face.mode, card.link.transport.atr);
  const showSecrets = options.showSecrets ?? false;
  const lines: string[] = [];
  if (path === undefined) {
    lines.push(`${platform.toUpperCase()} in ${face.mode.toUpperCase()} mode, ICCID ${face.iccid ?? 'not readable'}`);
    for (const { aid, label, path: place } of tree.applications)
      if (place === null) lines.push(`Application ${label ?? ''} ${toHex(aid)}: not selected`);
  }
  if (asTree) lines.push(treeText(files));
  const show = {
    showSecrets,
    decode: !asTree || (options.decode ?? false),
    bytes: !asTree || (options.content ?? false),
  };
  for (const file of inTreeOrder(files)) if ('read' in file) lines.push('', contentText(file, show));
  const { count } = card.link.counters;
  lines.push('', `${counted(tree.nodes.length, 'file')} found, ${count} exchanges`);
  return `${lines.join('\n').replace(/^\n+/, '')}\n`;
}

function jsonOf({ face, tree, files }: Browsed, card: OpenCard, showSecrets: boolean) {
  const { link } = card;
  return {
    card: {
      platform: platformOf(tree, face.mode, link.transport.atr),
      mode: face.mode,
      atr: toHex(link.transport.atr),
      iccid: face.iccid,
    },
    applications: tree.applications.map((item) => ({ ...item, sw: item.sw === null ? null : hexWord(item.sw) })),
    files: files.map((file) => fileJson(file, showSecrets)),
    exchanges: link.counters,
  };
}

/** 4 where the file that was asked for is not shown without a key. */
function exitOf(files: readonly ShownFile[], path: string | undefined): ExitCode {
  return path !== undefined && files.some(({ read }) => read?.reach === 'refused') ? EXIT.refused : EXIT.good;
}

async function files(
  context: CliContext,
  reader: string,
  path: string | undefined,
  options: FilesOptions,
): Promise<Result<ExitCode>> {
  const keys = await keySource(context, options);
  if (!keys.ok) return keys;
  const card = await context.open(reader);
  if (!card.ok) return card;
  const browsed = await browse(card.value, path, keys.value, options);
  await card.value.close(options.key.length > 0 || options.keys !== undefined ? 'reset' : 'leave');
  if (options.showSecrets) {
    const recorded = await context.secretsShown(browsed.ok ? browsed.value.face.iccid : null);
    if (!recorded.ok) return recorded;
  }
  if (!browsed.ok) return browsed;
  const text = options.json
    ? jsonText(jsonOf(browsed.value, card.value, options.showSecrets ?? false))
    : textOf(browsed.value, card.value, path, options);
  const written = await writeOutput(options.output ?? '-', text);
  return written.ok ? ok(exitOf(browsed.value.files, path)) : written;
}

/** `files`: the tree of a card, or one file of it explained. */
export function addFilesVerb(program: Command, act: Act): void {
  keyOptions(program.command('files <reader> [path]'), 'a key the card asks for: pin1=ascii:1234, adm1=env:NAME')
    .description(
      'show the files of a card with their access; with a path (3F002FE2) or a name (EF_ICCID) read and explain that one, of a folder show what is in it',
    )
    .addOption(modeOption())
    .option(
      '--discover',
      'try ranges of file ids in every folder besides: by SELECT alone, some hundred commands a folder',
    )
    .option('--content', 'read every file and dump its bytes')
    .option('--decode', 'read every file and say what its fields are')
    .option('--show-secrets', 'do not mask keys and secrets of the message')
    .option('-o, --output <file>', 'write it there; - for standard output')
    .option('--json', 'as JSON')
    .action(
      act((context, reader: string, path: string | undefined, options: FilesOptions) =>
        files(context, reader, path, options),
      ),
    );
}
