/**
 * A processing instruction marks XML whose secrets were replaced by stars. Without it nobody could tell such a text from a
 * message, and the stars would end on a card as passwords.
 */
const MARK = '<?bootcard masked?>';
const ANY_MARK = /<\?bootcard\s+masked\s*\?>/;

/** The XML with the mark as its first line, behind the XML declaration where there is one. */
export function markMasked(xml: string): string {
  const declaration = /^\s*<\?xml\s[^>]*\?>\s*/.exec(xml)?.[0] ?? '';
  return `${declaration}${MARK}\n${xml.slice(declaration.length)}`;
}

/** True for XML that was marked, wherever in it the mark stands now. */
export function isMarkedMasked(xml: string): boolean {
  return ANY_MARK.test(xml);
}
