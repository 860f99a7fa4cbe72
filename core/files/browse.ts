import { equalBytes, hexWord } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { CardLink } from '../card/card-link.ts';
import { childOf, createFileCursor, type FileCursor, type FilePlace, type Selected } from '../card/file-cursor.ts';
import type { CardFace } from '../card/identify.ts';
import { knownFilesOf } from '../card/known-files.ts';
import { bodyOf, readCurrentFile } from '../card/read-file.ts';
import { type DirTemplate, matchPkcs15Aid, readDir } from '../pkcs15/ef-dir.ts';
import type { ResolvedPath } from '../pkcs15/path.ts';
import { createArrBook } from './arr-book.ts';
import { type CardTree, type CardTreeNode, type FoundBy, type ListedApplication, parentPath } from './card-tree.ts';
import { rangesOf, sizeOf } from './discovery-ranges.ts';
import { MF, NodeBook, type OpenNode, RESERVED_FIDS } from './node-book.ts';
import { type NamedDirectory, namedPaths, ODF_PATH, odfElsewhere } from './pkcs15-paths.ts';
import { SettledNodes } from './settled-nodes.ts';

export interface BrowseOptions {
  /**
   * Careful discovery: ranges of file ids are tried in every folder, by SELECT alone. It never verifies, never writes and never
   * guesses an AID; some hundred commands a folder may wear a patient card's patience, so it is asked for.
   */
  readonly discover?: boolean;
  /** false: files that the standards name are not looked for, only what EF(DIR) lists and what is asked for. */
  readonly standard?: boolean;
  /** Paths from the MF (hex) that a person asks for, looked at besides; of a folder what the standards put there. */
  readonly paths?: readonly string[];
  /** Every file as soon as it and its access are known; parents before what is in them. Told again where more becomes known. */
  readonly found?: (node: CardTreeNode) => void;
  /** While ids of a folder are tried. */
  readonly trying?: (folder: string, tried: number, of: number) => void;
  /** Asked between commands: true ends the browsing, with what was found so far. */
  readonly cancelled?: () => boolean;
}

const EF_DIR = 0x2f00;

interface Entered {
  readonly sw: number | null;
  readonly node?: OpenNode;
}

const reached = ({ reach }: Pick<Selected, 'reach'>) => reach === 'ok' || reach === 'inactive';

/** Something answered there, be it only with a refusal. */
const isThere = ({ reach }: Selected) => reach === 'ok' || reach === 'inactive' || reach === 'refused';

class Browser {
  readonly #cursor: FileCursor;
  readonly #options: BrowseOptions;
  readonly #book = new NodeBook();
  readonly #settled: SettledNodes;
  readonly #applications: ListedApplication[] = [];
  /** Records of EF(DIR) by the path of what they list. */
  readonly #templates = new Map<string, DirTemplate>();

  constructor(link: CardLink, face: CardFace, options: BrowseOptions) {
    this.#cursor = createFileCursor(link, face);
    this.#settled = new SettledNodes(this.#book, createArrBook(this.#cursor), options.found);
    this.#options = options;
  }

  get #stopped(): boolean {
    return this.#options.cancelled?.() ?? false;
  }

  #isPkcs15(folder: OpenNode): boolean {
    return matchPkcs15Aid(folder.aid) !== 'none';
  }

  /** Selects an id in a folder and notes what answers. */
  async #probe(folder: OpenNode, fid: number, foundBy: FoundBy): Promise<Result<OpenNode | undefined>> {
    const path = folder.path + hexWord(fid);
    const kept = this.#book.open.get(path);
    if (kept !== undefined || this.#stopped) return ok(kept);
    const place = childOf(folder.place, fid);
    const selected = await this.#cursor.select(place);
    if (!selected.ok) return selected;
    if (!isThere(selected.value)) return ok(undefined);
    const { header } = selected.value;
    // The parent and the DFs beside the folder answer too (TS 102 221 8.4.1): they are no children of it.
    if (header !== undefined && header.type !== 'ef' && this.#isNear(folder, fid)) {
      this.#cursor.lost();
      return ok(undefined);
    }
    return ok(this.#book.note(path, place, foundBy, selected.value));
  }

  #isNear(folder: OpenNode, fid: number): boolean {
    const above = this.#book.open.get(parentPath(folder.path));
    if (above === undefined) return false;
    return hexWord(fid) === above.path.slice(-4) || this.#book.open.has(above.path + hexWord(fid));
  }

  /** Everything that a folder is known or found to hold, and what is in its DFs. */
  async #walkFolder(folder: OpenNode): Promise<Result<void>> {
    const known = this.#wantsAllOf(folder) ? knownFilesOf(this.#book.placeOf(folder.path)) : [];
    for (const { fid } of known) {
      const probed = await this.#probe(folder, Number.parseInt(fid, 16), 'standard');
      if (!probed.ok) return probed;
    }
    const template = this.#templates.get(folder.path);
    if (template !== undefined && this.#isPkcs15(folder) && this.#wantsWithin(folder)) {
      const walked = await this.#walkPkcs15(folder, template);
      if (!walked.ok) return walked;
    }
    if (this.#options.discover) {
      const swept = await this.#sweep(folder);
      if (!swept.ok) return swept;
    }
    const settled = await this.#settled.settle();
    if (!settled.ok) return settled;
    for (const child of this.#book.open.values()) {
      if (child.kind === 'ef' || parentPath(child.path) !== folder.path || !reached(child)) continue;
      const walked = await this.#walkFolder(child);
      if (!walked.ok) return walked;
    }
    return ok(undefined);
  }

  /** False where only single places are asked for, and the folder is in none of them. */
  #wantsAllOf({ path }: OpenNode): boolean {
    const { standard, paths = [] } = this.#options;
    return standard !== false || paths.some((asked) => path.startsWith(asked.toUpperCase()));
  }

  /** False where only other places are asked for. */
  #wantsWithin({ path }: OpenNode): boolean {
    const { standard, paths = [] } = this.#options;
    return standard !== false || paths.some((asked) => asked.toUpperCase().startsWith(path));
  }

  async #sweep(folder: OpenNode): Promise<Result<void>> {
    const ranges = rangesOf(folder, this.#isPkcs15(folder));
    const of = sizeOf(ranges);
    let tried = 0;
    for (const { first, last } of ranges) {
      for (let fid = first; fid <= last; fid++) {
        if (this.#stopped) return ok(undefined);
        const probed = await this.#probe(folder, fid, 'discovery');
        if (!probed.ok) return probed;
        tried += 1;
        if (tried % 32 === 0 || tried === of) this.#options.trying?.(folder.path, tried, of);
      }
    }
    return ok(undefined);
  }

  /** The body of a file that leads further: EF(DIR), ODF, DODF. Undefined where it cannot be read. */
  async #bodyOf(node: OpenNode): Promise<Result<Uint8Array | undefined>> {
    const { header } = node;
    if (header === null || this.#stopped) return ok(undefined);
    const selected = await this.#cursor.select(node.place);
    if (!selected.ok) return selected;
    const read = await readCurrentFile(this.#cursor.link, this.#cursor, header);
    if (!read.ok) return read;
    const body = bodyOf(read.value.content);
    return ok(body.length > 0 ? body : undefined);
  }

  /** A file by its way down, folders included. */
  async #descend(from: OpenNode, fids: readonly number[], foundBy: FoundBy): Promise<Result<OpenNode | undefined>> {
    let at = from;
    for (const fid of fids) {
      const next = await this.#probe(at, fid, foundBy);
      if (!next.ok || next.value === undefined) return next;
      at = next.value;
    }
    return ok(at);
  }

  /** Another file than the application stands at the path that is meant for it. */
  #isOther(found: OpenNode, own: Selected, aid: Uint8Array, told: boolean): boolean {
    const shown = found.header?.aid;
    if (shown != null) return !equalBytes(shown, aid);
    // Many cards show no AID to who selects by file id: EF(DIR) says where it is, or the headers agree.
    return !told && !equalBytes(found.header?.bytes ?? new Uint8Array(), own.header?.bytes ?? new Uint8Array());
  }

  /** By AID on our own channel (ISO class). An application whose DF file ids lead to as well is kept as that DF. */
  async #enterByName(mf: OpenNode, template: DirTemplate, aid: Uint8Array): Promise<Result<Entered>> {
    const { label } = template;
    const selected = await this.#cursor.select({ aid, fids: [] });
    if (!selected.ok) return selected;
    const { sw, header } = selected.value;
    if (!reached(selected.value)) return ok({ sw });
    const told = (template.fids ?? []).length > 0;
    const shown = header?.fid ?? null;
    const fids = told ? (template.fids ?? []) : shown === null || RESERVED_FIDS.includes(shown) ? [] : [shown];
    const found = fids.length === 0 ? ok(undefined) : await this.#descend(mf, fids, 'directory');
    if (!found.ok) return found;
    const more = { aid, label };
    if (found.value !== undefined && !this.#isOther(found.value, selected.value, aid, told)) {
      const { path, place } = found.value;
      return ok({ sw, node: this.#book.note(path, place, 'directory', selected.value, { ...more, kind: 'df' }) });
    }
    const path = MF + hexWord(this.#book.spareFid(shown));
    return ok({
      sw,
      node: this.#book.note(path, { aid, fids: [] }, 'directory', selected.value, { ...more, kind: 'adf' }),
    });
  }

  /** By the file ids of EF(DIR): class A0 knows no AIDs. */
  async #enterByPath(mf: OpenNode, { fids, label }: DirTemplate, aid: Uint8Array): Promise<Result<Entered>> {
    if (fids === undefined || fids.length === 0) return ok({ sw: null });
    const found = await this.#descend(mf, fids, 'directory');
    if (!found.ok) return found;
    if (found.value === undefined) return ok({ sw: 0x9404 });
    const { path, place, foundBy, sw, reach, header } = found.value;
    const selected = { sw, reach, ...(header && { header }) };
    return ok({ sw, node: this.#book.note(path, place, foundBy, selected, { aid, label }) });
  }

  async #enterApplications(mf: OpenNode): Promise<Result<void>> {
    const dir = await this.#probe(mf, EF_DIR, 'standard');
    if (!dir.ok) return dir;
    const body = dir.value === undefined ? ok(undefined) : await this.#bodyOf(dir.value);
    if (!body.ok) return body;
    for (const template of readDir(body.value ?? new Uint8Array(), dir.value?.header?.recordLength ?? 0)) {
      if (template.kind !== 'template' || template.aid === null || this.#stopped) continue;
      const { aid, label } = template;
      if (this.#applications.some((other) => equalBytes(other.aid, aid))) continue;
      const byName = this.#cursor.mode === '3g';
      const entered = await (byName ? this.#enterByName(mf, template, aid) : this.#enterByPath(mf, template, aid));
      if (!entered.ok) return entered;
      const { sw, node } = entered.value;
      this.#applications.push({ aid, label, path: node?.path ?? null, sw });
      if (node !== undefined) this.#templates.set(node.path, template);
    }
    return ok(undefined);
  }

  /** What the directories of a PKCS#15 application name: the ODF's files, and the objects' files in those. */
  async #walkPkcs15(folder: OpenNode, template: DirTemplate): Promise<Result<void>> {
    const mf = this.#book.open.get(MF) ?? folder;
    const application = template.fids ?? [];
    const reach = (path: ResolvedPath) => this.#descend(path.from === 'mf' ? mf : folder, path.fids, 'pkcs15');
    const queue: NamedDirectory[] = [{ path: ODF_PATH, role: 'odf' }, ...odfElsewhere(template, application)];
    const seen = new Set<string>();
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const file = await reach(next.path);
      if (!file.ok) return file;
      if (file.value === undefined) continue;
      const { path, objects = [] } = file.value;
      const first = !seen.has(path);
      if (!first && next.object === undefined) continue;
      seen.add(path);
      this.#book.open.set(path, {
        ...file.value,
        ...(first && { pkcs15: next.role }),
        ...(next.object && { objects: [...objects, next.object] }),
      });
      this.#settled.forget(path);
      if (!first || next.role === 'value') continue;
      const body = await this.#bodyOf(file.value);
      if (!body.ok) return body;
      if (body.value !== undefined) queue.push(...namedPaths(body.value, next.role, application));
    }
    return ok(undefined);
  }

  async run(): Promise<Result<CardTree>> {
    const place: FilePlace = { aid: null, fids: [] };
    const selected = await this.#cursor.select(place);
    if (!selected.ok) return selected;
    const mf = this.#book.note(MF, place, 'standard', selected.value, { kind: 'mf' });
    const applications = await this.#enterApplications(mf);
    if (!applications.ok) return applications;
    for (const path of this.#options.paths ?? []) {
      const fids = (path.toUpperCase().match(/.{4}/g) ?? []).map((fid) => Number.parseInt(fid, 16));
      const asked = await this.#descend(mf, fids.slice(1), 'request');
      if (!asked.ok) return asked;
    }
    const walked = await this.#walkFolder(mf);
    if (!walked.ok) return walked;
    const settled = await this.#settled.settle();
    if (!settled.ok) return settled;
    const nodes = [...this.#book.open.keys()].flatMap((path) => this.#settled.get(path) ?? []);
    return ok({ nodes, applications: this.#applications, complete: !this.#stopped });
  }
}

/**
 * The files of a card, found by SELECT: those that the standards name, the applications of EF(DIR) with theirs, what the
 * PKCS#15 directories name, and on demand what else answers. Contents are not read, but for EF(DIR), EF(ARR) and the PKCS#15
 * directories, which lead on. Everything happens on the channel of `face`; nothing is verified or written.
 * @returns an error only where the link broke.
 */
export function browseCard(link: CardLink, face: CardFace, options: BrowseOptions = {}): Promise<Result<CardTree>> {
  return new Browser(link, face, options).run();
}
