/** Whether a shortcut is one letter, digit or sign, which speech and a slip of the hand give too: `C`, `?`, `Shift+R`. */
export function isSingleKey(name: string): boolean {
  return /^(Shift\+)?.$/u.test(name);
}
