import type { Decoded } from './field.ts';
import { FieldList } from './field.ts';
import {
  CSIM_SERVICES,
  ENABLED_SERVICES,
  ISIM_SERVICES,
  RUIM_SERVICES,
  type ServiceNames,
  SIM_SERVICES,
  USIM_SERVICES,
} from './service-names.ts';

interface Service {
  readonly label: string;
  readonly preview: string;
}

/** A table of services: `width` bits each, the first in the lowest bits of the first byte. */
function decodeTable(bytes: Uint8Array, names: ServiceNames, words: readonly string[]): Decoded {
  const width = words.length === 2 ? 1 : 2;
  const each = 8 / width;
  const list = new FieldList(bytes);
  while (list.left > 0) {
    const first = list.at * each + 1;
    const services = (byte: number): readonly Service[] =>
      Array.from({ length: each }, (_, i) => ({
        label: `${first + i} ${names[first + i - 1] ?? (first + i > names.length ? 'unknown service' : 'reserved')}`,
        preview: words[(byte >> (i * width)) & (width === 1 ? 1 : 3)] ?? '',
      }));
    const bits = services(bytes[list.at] ?? 0);
    const on = bits.filter(({ preview }) => preview === words.at(-1)).map(({ label }) => label);
    list.take(`services ${first} to ${first + each - 1}`, 1, () => (on.length === 0 ? 'none' : on.join(', ')), {
      bits,
    });
  }
  return list;
}

/** One bit a service (TS 31.102 4.2.8). */
const AVAILABLE = ['not available', 'available'] as const;
const ENABLED = ['disabled', 'enabled'] as const;
/** Two bits a service: the lower one allocated, the higher one activated (TS 51.011 10.3.7). */
const ACTIVATED = ['not allocated', 'allocated, not activated', 'activated but not allocated', 'activated'] as const;

export const decodeUst = (bytes: Uint8Array): Decoded => decodeTable(bytes, USIM_SERVICES, AVAILABLE);
export const decodeIst = (bytes: Uint8Array): Decoded => decodeTable(bytes, ISIM_SERVICES, AVAILABLE);
export const decodeCsimSt = (bytes: Uint8Array): Decoded => decodeTable(bytes, CSIM_SERVICES, AVAILABLE);
export const decodeEst = (bytes: Uint8Array): Decoded => decodeTable(bytes, ENABLED_SERVICES, ENABLED);
export const decodeSst = (bytes: Uint8Array): Decoded => decodeTable(bytes, SIM_SERVICES, ACTIVATED);
export const decodeCst = (bytes: Uint8Array): Decoded => decodeTable(bytes, RUIM_SERVICES, ACTIVATED);
