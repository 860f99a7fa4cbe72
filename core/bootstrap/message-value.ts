import type { MoRow } from '../mo/mo-row.ts';

/** What a row allows, where the value is none of it; null where it fits. */
export function valueFault(row: MoRow, value: string): string | null {
  if (row.values !== undefined) {
    // An empty AAuthPref means the type that was negotiated last; an empty value with a default means that.
    const optional = value === '' && (row.path === 'AAuthPref' || row.default !== undefined);
    return row.values.includes(value) || optional ? null : row.values.join(', ');
  }
  if (row.bits !== undefined) {
    const all = row.bits.reduce((sum, bit) => sum | bit.value, 0);
    const number = /^\d{1,9}$/.test(value) ? Number(value) : 0;
    const fits = number > 0 && (number & ~all) === 0;
    return fits ? null : `a sum of ${row.bits.map((bit) => `${bit.value} (${bit.name})`).join(', ')}`;
  }
  if (row.range !== undefined) {
    const [low, high] = row.range;
    const fits = /^\d{1,9}$/.test(value) && Number(value) >= low && Number(value) <= high;
    return fits ? null : `${low} to ${high}`;
  }
  return formatFault(row, value);
}

/** Values of the formats that are not text (DM TND 1.2, 8.5.4.2.11 to 8.5.4.2.19). */
function formatFault(row: MoRow, value: string): string | null {
  if (row.format === 'int') return isInt32(value) ? null : 'a decimal number of 32 bits';
  if (row.format === 'bool') return /^(true|false)$/i.test(value) ? null : 'true, false';
  if (row.format === 'float') return value.trim() !== '' && Number.isFinite(Number(value)) ? null : 'a decimal number';
  return null;
}

function isInt32(value: string): boolean {
  return /^[+-]?\d{1,10}$/.test(value) && Number(value) >= -(2 ** 31) && Number(value) < 2 ** 31;
}
