/** A support bundle holds the image of its card: format of the bundle, and where in it the image stands. */
export const BUNDLE_FORMAT = 'bootcard-bundle/1';
export const BUNDLE_ENDING = '.bootcard-bundle';

/** The card image in the JSON of a bundle; the JSON itself where it is none. */
export function unbundled(json: unknown): unknown {
  const isBundle = typeof json === 'object' && json !== null && 'format' in json && json.format === BUNDLE_FORMAT;
  return isBundle && 'image' in json ? json.image : json;
}
