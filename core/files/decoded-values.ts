import { concat, fromHex, padEnd } from '../base/bytes.ts';
import { encodeDiallingNumber } from '../card/file-decoders/dialling.ts';
import { encodeAd, encodeImsi, encodeLanguages, encodeSpn } from '../card/file-decoders/identity.ts';
import { encodeIccid } from '../card/iccid.ts';
import type { KnownFile } from '../card/known-file.ts';

type Values = Readonly<Record<string, unknown>>;

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Modes of EF(AD) as pySim names them (TS 51.011 10.3.18). */
const AD_MODES: Readonly<Record<string, number>> = {
  normal: 0x00,
  type_approval: 0x80,
  normal_and_specific_facilities: 0x01,
  type_approval_and_specific_facilities: 0x81,
  maintenance_off_line: 0x02,
  cell_test: 0x04,
};

/** Networks write an international number with its type, not with a plus. */
function numberOfValues(values: Values): string {
  const type = isValues(values.ton_npi) ? values.ton_npi.type_of_number : undefined;
  return `${type === 'international' ? '+' : ''}${text(values.dialing_nr)}`;
}

function encodeValues(file: KnownFile, value: unknown, size: number): Uint8Array | undefined {
  if (file.decoder === 'languages' && Array.isArray(value))
    return encodeLanguages(
      value.filter((item): item is string => typeof item === 'string'),
      size,
    );
  if (!isValues(value)) return undefined;
  switch (file.decoder) {
    case 'iccid':
      return typeof value.iccid === 'string' ? encodeIccid(value.iccid) : undefined;
    case 'imsi':
      return typeof value.imsi === 'string' ? encodeImsi(value.imsi) : undefined;
    case 'spn':
      return encodeSpn({
        name: text(value.spn),
        showNetwork: value.show_in_hplmn === true,
        hideAbroad: value.hide_in_oplmn === true,
      });
    case 'ad': {
      const mode = AD_MODES[text(value.ms_operation_mode)];
      const extensions = isValues(value.extensions) ? value.extensions : value;
      const mncLength = extensions.mnc_len;
      if (mode === undefined || (mncLength !== 2 && mncLength !== 3)) return undefined;
      const information = isValues(value.additional_info) ? value.additional_info : {};
      return encodeAd({ mode, ciphering: value.ofm === true || information.ciphering_ind === true, mncLength });
    }
    case 'msisdn':
      return text(value.dialing_nr) === ''
        ? undefined
        : encodeDiallingNumber({ name: text(value.alpha_id), number: numberOfValues(value) }, size);
    default:
      return undefined;
  }
}

/**
 * Bytes of a value as pySim decodes it (`fsdump --json`, `export --json`): its `raw` where it did not decode, else the files
 * whose value says every byte.
 * @param size bytes of the body or record; what is missing is FF
 * @returns undefined where the value cannot be turned back
 */
export function bytesOfDecoded(file: KnownFile | undefined, value: unknown, size: number): Uint8Array | undefined {
  if (value === null) return new Uint8Array(size).fill(0xff);
  const raw = isValues(value) && typeof value.raw === 'string' ? fromHex(value.raw) : undefined;
  if (raw !== undefined) return raw;
  if (file === undefined) return undefined;
  try {
    const bytes = encodeValues(file, value, size);
    return bytes === undefined || bytes.length > size ? undefined : concat(padEnd(bytes, size, 0xff));
  } catch {
    // A value that the encoder refuses: 21 digits, a name too long for its file.
    return undefined;
  }
}
