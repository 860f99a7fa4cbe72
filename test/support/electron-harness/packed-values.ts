/** Values as JSON text between the stand-in and the page: bytes as arrays of numbers, as `preloadWorld` has them. */

export function packValue(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: Array.from(value) };
  if (Array.isArray(value)) return value.map(packValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, packValue(item)]));
}

export function unpackValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpackValue);
  if (typeof value !== 'object' || value === null) return value;
  const { $bytes } = value as { $bytes?: number[] };
  if (Array.isArray($bytes)) return Uint8Array.from($bytes);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unpackValue(item)]));
}
