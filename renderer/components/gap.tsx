import { useApp } from '../stores/app-store.ts';
import { sentenceGap } from '../text/text.ts';

/** What stands between two sentences that are put side by side. */
export function Gap() {
  return sentenceGap(useApp((state) => state.language));
}
