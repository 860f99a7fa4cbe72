/** Base64 of a value that begins at any of the three places in a group: the letters that depend on it alone. */
function base64Forms(value: Uint8Array): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([new Uint8Array(shift), value])
      .toString('base64')
      .replace(/=+$/, '');
    const first = Math.ceil((shift * 8) / 6);
    const last = Math.floor(((shift + value.length) * 8) / 6);
    const form = text.slice(first, last);
    return form.length >= 6 ? [form, form.replaceAll('+', '-').replaceAll('/', '_')] : [];
  });
}

/** Digits two to a byte, in both orders, with and without filler. */
function bcdForms(value: Uint8Array): readonly string[] {
  const digits = Buffer.from(value).toString('latin1');
  if (!/^\d{6,}$/.test(digits)) return [];
  const even = digits.length % 2 === 0 ? digits : `${digits}F`;
  const swapped = even.replace(/(.)(.)/g, '$2$1');
  return [digits, even, swapped];
}

/** Every way in which a secret may stand in a text file: plain, hex, digits as BCD, base64. */
export function formsOfSecret(value: Uint8Array): readonly string[] {
  const bytes = Buffer.from(value);
  const hex = bytes.toString('hex');
  const plain = /^[\x20-\x7e]+$/.test(bytes.toString('latin1')) ? [bytes.toString('latin1')] : [];
  const escaped = plain.map((text) => JSON.stringify(text).slice(1, -1));
  const spaced = hex.replace(/(..)(?=.)/g, '$1 ');
  const forms = [...plain, ...escaped, hex, hex.toUpperCase(), spaced, spaced.toUpperCase()];
  return [...new Set([...forms, ...bcdForms(value), ...base64Forms(value)])];
}
