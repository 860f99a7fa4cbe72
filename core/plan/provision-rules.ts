import { concat, hex } from '../base/bytes.ts';
import type { FcpDraft } from '../card/fcp-encode.ts';
import { arrReference } from '../card/fcp-encode.ts';
import type { FileHeader } from '../card/file-header.ts';
import { keyReference } from '../card/key-names.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import type { ProfileAccess } from './profile.ts';

/** RESIZE FILE has no bit in the access mode byte: its instruction names it (TS 102 222 6.10). */
const RESIZE = hex('8401D4');
/** Access mode bytes (TS 102 221 9.2.4): of an EF reading, updating, and what changes the file itself; of a DF all of it. */
const EF_MODES = { read: 0x01, update: 0x02, admin: 0x78 } as const;
const DF_MODE = 0x7f;
/** D.4.1 to D.4.3: the issuer alone changes the files. */
const ISSUER = 'adm1';

/** A security condition data object: always, never, or user authentication with a key (TS 102 221 9.2.5). */
function condition(who: string): Uint8Array {
  if (who === 'always') return tlv(0x90);
  const reference = who === 'never' ? undefined : keyReference(who, '3g');
  if (reference === undefined) return tlv(0x97);
  return tlv(0xa4, tlv(0x83, Uint8Array.of(reference)), tlv(0x95, Uint8Array.of(0x08)));
}

/** Security attributes of a new EF. */
export function efSecurity(access: ProfileAccess = {}): FcpDraft['security'] {
  if ('arr' in access) return arrReference(Number.parseInt(access.arr, 16), access.record);
  if ('expanded' in access) return { tag: 0xab, value: hex(access.expanded) };
  const { read = 'always', update = ISSUER, admin = update } = access;
  // Acts with the same condition share an access mode.
  const modes = new Map<string, number>();
  for (const [who, mode] of [
    [read, EF_MODES.read],
    [update, EF_MODES.update],
    [admin, EF_MODES.admin],
  ] as const)
    modes.set(who, (modes.get(who) ?? 0) | mode);
  const rules = [...modes].map(([who, mode]) => concat(tlv(0x80, Uint8Array.of(mode)), condition(who)));
  return { tag: 0xab, value: concat(...rules, RESIZE, condition(admin)) };
}

/** Security attributes of a new DF: all of it for one key. */
export function dfSecurity(admin: string = ISSUER): FcpDraft['security'] {
  return {
    tag: 0xab,
    value: concat(tlv(0x80, Uint8Array.of(DF_MODE)), condition(admin), RESIZE, condition(admin)),
  };
}

/** The security attributes of a file that is there, for another like it; undefined where its header does not tell. */
export function securityOf({ access }: FileHeader): FcpDraft['security'] | undefined {
  switch (access.kind) {
    case 'compact':
      return { tag: 0x8c, value: access.bytes };
    case 'expanded':
      return { tag: 0xab, value: access.bytes };
    case 'arr': {
      const { fid, record, environments } = access;
      if (fid === null) return { tag: 0x8b, value: Uint8Array.of(record) };
      if (environments === undefined) return arrReference(fid, record);
      const pairs = environments.flatMap((item) => [item.environment, item.record]);
      return { tag: 0x8b, value: Uint8Array.of(fid >> 8, fid & 0xff, ...pairs) };
    }
    default:
      return undefined;
  }
}
