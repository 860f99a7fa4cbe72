import { describe, expect, it } from 'vitest';
import { fromHex, hexWord } from '../../../core/base/bytes.ts';
import type { Result } from '../../../core/base/result.ts';
import { Secret } from '../../../core/base/secret.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { solveAccess } from '../../../core/card/access-expression.ts';
import { whoMay } from '../../../core/card/access-rule.ts';
import type { CardLink } from '../../../core/card/card-link.ts';
import { gsm, uicc } from '../../../core/card/commands.ts';
import { type FileHeader, readFcp, readSelectResponse2g } from '../../../core/card/file-header.ts';
import { keyReference } from '../../../core/card/key-names.ts';
import { verifyKey } from '../../../core/card/retry-guard.ts';
import type { CardImage, FileImage } from '../../../core/virtual-card/card-image.ts';
import { forgetful } from '../../support/refused-memory.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

type Mode = '2g' | '3g';

const EF_PL = 0x2f05;
const PIN1 = 'A406830101950108';
const PIN2 = 'A406830181950108';
const ADM1 = 'A40683010A950108';
const ADM2 = 'A40683010B950108';

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

/** A built-in card with four keys that are on, and one file of the MF with the access given. */
function cardWith(mode: Mode, access: Pick<FileImage, 'access2g' | 'security'>): CardImage {
  const image = structuredClone(builtinCard(mode === '2g' ? 'sim' : 'uicc-3g'));
  const adm1 = image?.credentials.find(({ ref }) => ref === 'adm1');
  if (image === undefined || adm1 === undefined) throw new Error('no such built-in');
  for (const credential of image.credentials) credential.enabled = true;
  if (!image.credentials.some(({ ref }) => ref === 'adm2'))
    image.credentials.push({ ...adm1, ref: 'adm2', key: '0B', chv: '0B', level: 5 });
  image.files = image.files.filter(({ path }) => path !== '3F002F05');
  image.files.push({ path: '3F002F05', type: 'ef', data: '656E', ...access });
  return image;
}

async function selectFile(link: CardLink, mode: Mode): Promise<FileHeader> {
  if (mode === '2g') return value(readSelectResponse2g(value(await link.send(gsm.select(EF_PL))).data));
  return value(readFcp(value(await link.send(uicc.select(0, EF_PL, 0x04))).data));
}

/** The status word of READ BINARY after a reset and with these keys verified. */
async function readWith(image: CardImage, mode: Mode, keys: readonly string[]): Promise<string> {
  const card = await openVirtualLink(image);
  for (const ref of keys) {
    const known = image.credentials.find((credential) => credential.ref === ref);
    const verified = await verifyKey({
      link: card.link,
      mode,
      channel: 0,
      reference: keyReference(ref, mode) ?? 0,
      iccid: image.iccid,
      value: new Secret(fromHex(known?.value ?? '') ?? new Uint8Array(0)),
      consent: { fewTries: false, triesUnknown: true },
      refused: forgetful(),
    });
    value(verified);
  }
  await selectFile(card.link, mode);
  const read = value(await card.link.send(mode === '2g' ? gsm.readBinary(0, 2) : uicc.readBinary(0, 0, 2)));
  await card.close();
  return hexWord(read.sw);
}

const KEYS = ['pin1', 'pin2', 'adm1', 'adm2'] as const;
const SUBSETS = Array.from({ length: 16 }, (_, bits) => KEYS.filter((_key, i) => (bits >> i) & 1));

/** For every set of keys that a person could have verified: the answer foretells what the card does. */
async function agree(image: CardImage, mode: Mode): Promise<void> {
  const card = await openVirtualLink(image);
  const header = await selectFile(card.link, mode);
  await card.close();
  const answer = whoMay(header, 'read');
  expect(solveAccess(answer.expression).kind).toBe(answer.kind);
  const refused = mode === '2g' ? '9804' : '6982';
  for (const verified of SUBSETS) {
    const met = answer.alternatives.some(
      ({ keys, unless }) =>
        keys.every((key) => verified.some((ref) => ref === key)) &&
        !unless.some((key) => verified.some((ref) => ref === key)),
    );
    const foretold = answer.kind === 'always' || met ? '9000' : refused;
    expect({ verified, sw: await readWith(image, mode, verified) }).toEqual({ verified, sw: foretold });
  }
}

const template = (tag: string, ...parts: readonly string[]) => {
  const body = parts.join('');
  return `${tag}${(body.length / 2).toString(16).padStart(2, '0').toUpperCase()}${body}`;
};

describe('a card does what the access answer says, for every set of verified keys', () => {
  it.each([
    ['always', '9000'],
    ['never', '9700'],
    ['a PIN', PIN1],
    ['a key', ADM1],
    ['OR', template('A0', PIN1, ADM1)],
    ['AND', template('AF', PIN1, ADM1)],
    ['AND of three', template('AF', PIN1, PIN2, ADM2)],
    ['OR of ANDs', template('A0', template('AF', PIN1, ADM1), template('AF', PIN2, ADM2))],
    ['AND of ORs', template('AF', template('A0', PIN1, ADM1), template('A0', PIN1, ADM2))],
    ['NOT', template('A7', PIN1)],
    ['AND with NOT', template('AF', ADM1, template('A7', PIN2))],
    ['a CRT with two references', 'A40983010183010A950108'],
    ['an empty AND', 'AF00'],
    ['two conditions', `${PIN1}${ADM2}`],
  ])('expanded: %s', async (_title, condition) => {
    await agree(cardWith('3g', { security: { tag: 'AB', value: `800101${condition}` } }), '3g');
  });

  it.each([
    ['no condition behind the mode', '80010180010A9000'],
    ['a mode after one without a condition', '8001028001019000'],
    ['a command header between mode and condition', '8001018401D49000'],
  ])('expanded: %s', async (_title, value) => {
    await agree(cardWith('3g', { security: { tag: 'AB', value } }), '3g');
  });

  it.each([
    ['always', '010000'],
    ['never', '01FF'],
    ['of another act', '0200'],
  ])('compact: %s', async (_title, rule) => {
    await agree(cardWith('3g', { security: { tag: '8C', value: rule } }), '3g');
  });

  it.each([0, 1, 2, 3, 4, 5, 15])('class A0, nibble %i', async (read) => {
    const rest = { update: 15, increase: 15, rehabilitate: 15, invalidate: 15 };
    await agree(cardWith('2g', { access2g: { read, ...rest } }), '2g');
  });
});
