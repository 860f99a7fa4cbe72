import { applicationRow } from '../../core/cp/application-rows.ts';
import { CHARACTERISTIC_ROWS } from '../../core/cp/document-rows.ts';
import type { CharacteristicRow, ParmRow } from '../../core/cp/rows.ts';
import { writeXml, type XmlDraft } from '../../core/xml/write.ts';
import { Random } from './random.ts';

/** Values that documents of the field hold, and those that make trouble: token texts, markup, other scripts, spaces. */
const VALUES = [
  'internet',
  'dm.nordtel.example',
  'https://dm.nordtel.example/path?a=1&b=2',
  '192.0.2.17',
  '2001:db8::17',
  'Nördtel 漢字',
  'a < b > "c" \'d\'',
  ' two  spaces ',
  'IPV4',
  'APN',
  'HTTP-BASIC,HTTP-DIGEST',
  'HTTP-BASICS',
  'DIGEST',
  'NAME',
  'x'.repeat(70),
  '0',
  '',
] as const;

function parm(name: string, value: string | null): XmlDraft {
  return { name: 'parm', attributes: value === null ? { name } : { name, value }, children: [] };
}

class Maker {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  document(): XmlDraft {
    const top = CHARACTERISTIC_ROWS.filter((row) => row.parents.includes(''));
    const children: XmlDraft[] = [];
    for (let i = 0; i <= this.#random.below(5); i++) children.push(this.#characteristic(this.#random.pick(top), 0));
    const version = this.#random.pick(['1.0', '1.1', null]);
    return { name: 'wap-provisioningdoc', ...(version !== null && { attributes: { version } }), children };
  }

  #characteristic(row: CharacteristicRow, depth: number): XmlDraft {
    const random = this.#random;
    const appId = row.type === 'APPLICATION' ? random.pick(['w7', 'w7', 'w2', 'w4', '110']) : '';
    const parms = row.parms.flatMap((entry) => this.#parms(entry, appId));
    for (const { holder, name, flag } of applicationRow(appId)?.parms ?? [])
      if (holder === row.type && random.chance(20)) parms.push(parm(name, flag === true ? null : this.#value()));
    if (row.open === true || random.chance(5)) parms.push(parm('X-VENDOR', this.#value()));
    const inner = depth > 3 ? [] : CHARACTERISTIC_ROWS.filter((child) => child.parents.includes(row.type));
    const children = inner.flatMap((child) =>
      Array.from({ length: child.occurrence === 'OneOrMore' ? 1 : random.below(3) }, () =>
        this.#characteristic(child, depth + 1),
      ),
    );
    return { name: 'characteristic', attributes: { type: row.type }, children: [...parms, ...children] };
  }

  #parms(row: ParmRow, appId: string): XmlDraft[] {
    const random = this.#random;
    const needed = row.occurrence === 'One' || row.occurrence === 'OneOrMore';
    const several = row.occurrence === 'OneOrMore' || row.occurrence === 'ZeroOrMore';
    if (!needed && random.chance(60)) return [];
    const count = several ? 1 + random.below(2) : 1;
    return Array.from({ length: count }, () => {
      if (row.name === 'APPID' && appId !== '') return parm(row.name, appId);
      if (row.flag === true) return parm(row.name, null);
      return parm(row.name, row.values !== undefined && random.chance(80) ? random.pick(row.values) : this.#value());
    });
  }

  #value(): string {
    return this.#random.pick(VALUES);
  }
}

/** Provisioning documents in XML that use every row of the tables. */
export function provisioningCorpus(count: number, seed = 1): readonly string[] {
  return Array.from({ length: count }, (_, index) => writeXml(new Maker(new Random(seed * 10_007 + index)).document()));
}

/** Names of characteristics and parms that a corpus has. */
export function namesIn(corpus: readonly string[]): ReadonlySet<string> {
  const names = corpus.flatMap((xml) => [...xml.matchAll(/ (?:type|name)="([^"]*)"/g)].map((match) => match[1] ?? ''));
  return new Set(names);
}
