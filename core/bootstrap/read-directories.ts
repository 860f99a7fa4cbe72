import { hexWord, toHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { type AccessTargetRule, readAccessControlMain, readAccessRules } from '../pkcs15/access-control.ts';
import { type AuthenticationObject, readAodf, readAuthenticationObject } from '../pkcs15/aodf.ts';
import { isAsn1Fault } from '../pkcs15/asn1.ts';
import { type CertificateObject, readCdf, readCertificateObject } from '../pkcs15/cdf.ts';
import { readCertificate } from '../pkcs15/certificate.ts';
import { type DirTemplate, isBlank } from '../pkcs15/ef-dir.ts';
import type { Odf, OdfEntry, OdfKind } from '../pkcs15/odf.ts';
import { type PaddedList, readPaddedList } from '../pkcs15/padded-list.ts';
import { type Pkcs15Path, pathName, type ResolvedPath, resolvePath } from '../pkcs15/path.ts';
import { readTokenInfo } from '../pkcs15/token-info.ts';
import type { Chain } from './chain.ts';
import type { FileRole } from './read-result.ts';
import type { CardWalker, FileBody } from './walker.ts';

/** A card lists a few directories, certificates and rules; one that lists hundreds is broken or hostile. */
const MOST_FILES = 64;

/** Default file ids of the two files that EF(ODF) does not name (PKCS#15 5.5.8, 5.5.9). */
const EF_TOKEN_INFO = 0x5032;
const EF_UNUSED_SPACE = 0x5033;

interface DirectoryRow {
  readonly name: string;
  readonly role: FileRole;
}

/** Directories that a device does not need and an inspection shows. Data objects are on the device's own way. */
const DIRECTORIES = {
  privateKeys: { name: 'EF(PrKDF)', role: 'prkdf' },
  publicKeys: { name: 'EF(PuKDF)', role: 'pukdf' },
  trustedPublicKeys: { name: 'EF(PuKDF)', role: 'pukdf' },
  secretKeys: { name: 'EF(SKDF)', role: 'skdf' },
  certificates: { name: 'EF(CDF)', role: 'cdf' },
  trustedCertificates: { name: 'EF(CDF)', role: 'cdf' },
  usefulCertificates: { name: 'EF(CDF)', role: 'cdf' },
  authObjects: { name: 'EF(AODF)', role: 'aodf' },
} as const satisfies Partial<Record<OdfKind, DirectoryRow>>;

/** What the directories say that explains other files. */
export interface DirectoriesRead {
  /** Null where the card has no AODF that could be read: a SIM needs none (WAP-186 7.1.4). */
  readonly authentication: readonly AuthenticationObject[] | null;
}

interface FileRead {
  readonly path: string;
  readonly body: FileBody;
}

/** Reads the files beside the device's way, whole, once each; none of them asks a key. */
export class DirectoryReader {
  readonly #walker: CardWalker;
  readonly #chain: Chain;
  readonly #application: readonly number[];
  #left = MOST_FILES;

  constructor(walker: CardWalker, chain: Chain, template: DirTemplate) {
    this.#walker = walker;
    this.#chain = chain;
    this.#application = template.fids ?? [];
  }

  /** Undefined where it was read before, cannot be read, or there are too many; a file that is not there is told on request. */
  async #read(
    target: ResolvedPath | undefined,
    { name, role }: DirectoryRow,
    needed: boolean,
  ): Promise<Result<FileRead | undefined>> {
    const path = target && pathName(target, this.#application);
    if (target === undefined || path === undefined || this.#chain.files.has(path) || this.#left === 0)
      return ok(undefined);
    this.#left -= 1;
    const read = await this.#walker.readFile(target, { enough: () => false, header: true });
    if (!read.ok) return read;
    const { reach, sw } = read.value;
    if (reach === 'ok') {
      this.#chain.addFile(path, name, role, read.value);
      return ok({ path, body: read.value });
    }
    if (needed && (reach === 'missing' || reach === 'structure' || reach === 'error'))
      this.#chain.note('odf', 'odf-directory-missing', { file: path }, { name, path, sw: hexWord(sw) });
    return ok(undefined);
  }

  #resolve(path: Pkcs15Path): ResolvedPath | undefined {
    return resolvePath(path.path, this.#application);
  }

  #reportList(name: string, { path }: FileRead, list: PaddedList): void {
    for (const { span, reason } of list.faults)
      this.#chain.note(
        'odf',
        'odf-directory-undecodable',
        { file: path, ...span },
        { name, path, offset: span.offset, reason },
      );
  }

  /** EF(TokenInfo) and EF(UnusedSpace), at their own file ids or where the DDO in EF(DIR) says. */
  async readOwnFiles(template: DirTemplate): Promise<Result<void>> {
    const { tokenInfoPath, unusedPath } = template.ddo ?? {};
    const own = (fid: number): ResolvedPath => ({ from: 'application', fids: [fid] });
    const info = await this.#read(
      tokenInfoPath ? this.#resolve(tokenInfoPath) : own(EF_TOKEN_INFO),
      { name: 'EF(TokenInfo)', role: 'tokenInfo' },
      tokenInfoPath !== undefined,
    );
    if (!info.ok) return info;
    if (info.value !== undefined && !isBlank(info.value.body.bytes)) {
      const { path, body } = info.value;
      const decoded = readTokenInfo(body.bytes);
      if (isAsn1Fault(decoded)) {
        const { offset, reason } = decoded;
        const details = { name: 'EF(TokenInfo)', path, offset, reason };
        this.#chain.note('odf', 'odf-directory-undecodable', { file: path, offset, length: 1 }, details);
      }
    }
    const unused = await this.#read(
      unusedPath ? this.#resolve(unusedPath) : own(EF_UNUSED_SPACE),
      { name: 'EF(UnusedSpace)', role: 'unusedSpace' },
      unusedPath !== undefined,
    );
    if (!unused.ok) return unused;
    if (unused.value) this.#reportList('EF(UnusedSpace)', unused.value, readPaddedList(unused.value.body.bytes));
    return ok(undefined);
  }

  /** Every directory that EF(ODF) names, with the certificates that they name. */
  async readListed(odf: Odf, odfFile: string): Promise<Result<DirectoriesRead>> {
    let authentication: AuthenticationObject[] | null = null;
    for (const entry of odf.entries) {
      if (entry.kind === 'unknown' || entry.kind === 'dataObjects') continue;
      const row = DIRECTORIES[entry.kind];
      const listed = await this.#readEntry(entry, row, odfFile);
      if (!listed.ok) return listed;
      if (row.role === 'aodf' && listed.value.read)
        authentication = [...(authentication ?? []), ...listed.value.authentication];
      const certificates = await this.#readCertificates(listed.value.certificates);
      if (!certificates.ok) return certificates;
    }
    return ok({ authentication });
  }

  async #readEntry(
    entry: OdfEntry,
    row: DirectoryRow,
    odfFile: string,
  ): Promise<
    Result<{
      readonly read: boolean;
      readonly authentication: readonly AuthenticationObject[];
      readonly certificates: readonly CertificateObject[];
    }>
  > {
    const where = { file: odfFile, ...entry.span };
    if (entry.protected)
      this.#chain.note('odf', 'odf-protected', where, { kind: entry.kind, offset: entry.span.offset });
    if (entry.inline) {
      const nodes = entry.inline.children;
      const authentication = row.role === 'aodf' ? nodes.flatMap((node) => readAuthenticationObject(node) ?? []) : [];
      this.#reportReferences(authentication, odfFile);
      const certificates = row.role === 'cdf' ? nodes.flatMap((node) => readCertificateObject(node) ?? []) : [];
      return ok({ read: true, authentication, certificates });
    }
    const read = await this.#read(entry.path && this.#resolve(entry.path), row, true);
    if (!read.ok) return read;
    if (read.value === undefined) return ok({ read: false, authentication: [], certificates: [] });
    const { path, body } = read.value;
    this.#reportList(row.name, read.value, readPaddedList(body.bytes));
    const authentication = row.role === 'aodf' ? readAodf(body.bytes).objects : [];
    this.#reportReferences(authentication, path);
    const certificates = row.role === 'cdf' ? readCdf(body.bytes).objects : [];
    return ok({ read: true, authentication, certificates });
  }

  #reportReferences(objects: readonly AuthenticationObject[], file: string): void {
    for (const { pin, label, ownAuthId, span } of objects) {
      if (pin === undefined || !pin.referenceNegative) continue;
      const details = { label: label ?? toHex(ownAuthId), hex: toHex(Uint8Array.of(pin.reference)) };
      this.#chain.note('odf', 'access-pin-reference-negative', { file, ...span }, details);
    }
  }

  async #readCertificates(objects: readonly CertificateObject[]): Promise<Result<void>> {
    for (const { form, label, value } of objects) {
      if (value.kind !== 'path') continue;
      const name = label ?? 'certificate';
      const read = await this.#read(this.#resolve(value.path), { name, role: 'certificate' }, true);
      if (!read.ok) return read;
      if (read.value === undefined || form !== 'x509Certificate') continue;
      const { path, body } = read.value;
      const details = readCertificate(body.bytes, value.path.index ?? 0);
      if (!isAsn1Fault(details)) continue;
      const { offset, reason } = details;
      this.#chain.note(
        'odf',
        'file-certificate-undecodable',
        { file: path, offset, length: 1 },
        { path, offset, reason },
      );
    }
    return ok(undefined);
  }

  /** The rules and conditions that the main file of access control names. */
  async readAccessControl(file: string, bytes: Uint8Array, offset: number): Promise<Result<void>> {
    if (isBlank(bytes.subarray(offset))) return ok(undefined);
    const main = readAccessControlMain(bytes, offset);
    if (isAsn1Fault(main)) {
      const { offset: at, reason } = main;
      const details = { name: 'EF(ACMain)', path: file, offset: at, reason };
      this.#chain.note('odf', 'odf-directory-undecodable', { file, offset: at, length: 1 }, details);
      return ok(undefined);
    }
    const rules = await this.#read(this.#resolve(main.rules), { name: 'EF(ACRules)', role: 'accessRules' }, true);
    if (!rules.ok || rules.value === undefined) return rules.ok ? ok(undefined) : rules;
    this.#reportList('EF(ACRules)', rules.value, readPaddedList(rules.value.body.bytes));
    return this.#readConditions(readAccessRules(rules.value.body.bytes));
  }

  async #readConditions(rules: readonly AccessTargetRule[]): Promise<Result<void>> {
    const name = 'EF(ACConditions)';
    for (const { conditions } of rules) {
      if (conditions === null) continue;
      const read = await this.#read(this.#resolve(conditions), { name, role: 'accessConditions' }, true);
      if (!read.ok) return read;
      if (read.value) this.#reportList(name, read.value, readPaddedList(read.value.body.bytes));
    }
    return ok(undefined);
  }
}
