/** `8946 2000 1234 5678 907`: groups of four from the left, as printed on cards. */
export function groupIccid(iccid: string): string {
  return iccid.replace(/(.{4})(?=.)/g, '$1 ');
}

/** `…5678907`: what tells cards apart at a glance. */
export function iccidTail(iccid: string): string {
  return `…${iccid.slice(-7)}`;
}

/** The grouped number in two parts: all but the last four digits, and those, with the grouping kept. */
export function splitIccid(iccid: string): readonly [head: string, tail: string] {
  const grouped = groupIccid(iccid);
  let digits = 0;
  for (let at = grouped.length - 1; at >= 0; at--) {
    if (grouped[at] !== ' ') digits++;
    if (digits === 4) return [grouped.slice(0, at), grouped.slice(at)];
  }
  return ['', grouped];
}
