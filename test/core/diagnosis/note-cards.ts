import { concat, hex, utf8 } from '../../../core/base/bytes.ts';
import type { CardDraft } from '../../../core/bootstrap/card-draft.ts';
import { FAULT_RECIPES } from '../../../core/bootstrap/fault-cards.ts';
import { withBytes, withText } from '../../../core/bootstrap/fault-recipe.ts';
import type { FindingCode } from '../../../core/bootstrap/finding-rows.ts';

type Make = (draft: CardDraft) => CardDraft;

const text =
  (before: string, after: string): Make =>
  (draft) =>
    withText(draft, before, after);

const node = (name: string, type: string, content = '') =>
  `<Node><NodeName>${name}</NodeName><RTProperties><Format><node/></Format><Type><DDFName>${type}</DDFName></Type></RTProperties>${content}</Node>`;
const leaf = (name: string, value: string) =>
  `<Node><NodeName>${name}</NodeName><RTProperties><Format><chr/></Format><Type><MIME>text/plain</MIME></Type></RTProperties><Value>${value}</Value></Node>`;

/** A further node behind the access point, or in front of the one of this name. */
const object = (xml: string) => text('</MgmtTree>', `${xml}</MgmtTree>`);
const before =
  (name: string, xml: string): Make =>
  (draft) => {
    const at = draft.xml.lastIndexOf('<Node>', draft.xml.indexOf(`<NodeName>${name}</NodeName>`));
    return { ...draft, xml: draft.xml.slice(0, at) + xml + draft.xml.slice(at) };
  };

/** A card of Client Provisioning alone. */
const provisioning: Make = (draft) =>
  FAULT_RECIPES.find(({ code }) => code === 'dodf-provisioning-only')?.make(draft) ?? draft;
const cp =
  (from: string, to: string): Make =>
  (draft) =>
    withText(provisioning(draft), from, to);

/** WSP header of a push (WAP-184 6.2.1): transaction, PUSH, length, type of the content, parameters. */
const pushed =
  (parameters: Uint8Array): Make =>
  (draft) =>
    withBytes(provisioning(draft), (message) => {
      const type = concat(Uint8Array.of(1 + parameters.length, 0xb6), parameters);
      return concat(Uint8Array.of(0x01, 0x06, type.length), type, message);
    });
const MAC = concat(hex('92'), utf8('0123456789ABCDEF0123456789ABCDEF01234567\0'));

/** What is told beside faults and hazards: notes, and what stands under the fault that makes it matter on a card. */
export const NOTE_CARDS: readonly {
  readonly code: FindingCode;
  readonly under: FindingCode | null;
  readonly make: Make;
}[] = [
  { code: 'mo-unknown', under: null, make: object(node('Kitchen', 'urn:acme:mo:toaster:1.0', leaf('Browning', '3'))) },
  { code: 'mo-extension', under: null, make: before('AAuthPref', node('Ext', '', leaf('Acme', '1'))) },
  {
    code: 'mo-versions',
    under: null,
    make: object(node('Net2', 'urn:oma:mo:oma-connmo-nap:1.1', leaf('NapId', 'Net2'))),
  },
  { code: 'mo-unverified', under: null, make: before('BearerType', leaf('Toast', '1')) },
  { code: 'cp-characteristic-unknown', under: null, make: cp('</wap', '<characteristic type="X-ACME"/></wap') },
  {
    code: 'cp-parm-unknown',
    under: null,
    make: cp('<parm name="BEARER"', '<parm name="X-ACME" value="1"/><parm name="BEARER"'),
  },
  {
    code: 'cp-unverified',
    under: null,
    make: cp('<parm name="TO-NAPID"', '<parm name="NAME" value="2"/><parm name="TO-NAPID"'),
  },
  { code: 'cp-no-account', under: null, make: cp('value="w7"', 'value="w2"') },
  { code: 'cp-push-header', under: 'wbxml-push-header', make: pushed(hex('9180')) },
  { code: 'cp-push-unsigned', under: 'wbxml-push-header', make: pushed(new Uint8Array()) },
  { code: 'cp-push-mac', under: 'wbxml-push-header', make: pushed(MAC) },
];

/** Findings that no card shows by itself, and what they need besides. */
export const NEVER_ON_A_CARD: Readonly<Partial<Record<FindingCode, string>>> = {
  'card-half-written': 'the journal of the write that broke off',
  'dm-item-fails': 'the rules of DM Bootstrap 1.2: 1.3 lets a client ignore an item',
  'dm-owner-unknown': 'the rules of DM Bootstrap 1.2: the owner by Source LocURI',
  'dm-acl-from-source': 'the rules of DM Bootstrap 1.2: the owner by Source LocURI',
};
