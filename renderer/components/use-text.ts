import { useMemo } from 'react';
import type { AppError, ErrorText } from '../../core/base/app-error.ts';
import { withTitles } from '../model/reader-name.ts';
import { useApp } from '../stores/app-store.ts';
import { type CoreWords, coreReasons, coreWords } from '../text/core-words.ts';
import { errorWords } from '../text/error-words.ts';
import { listGap, type Translate, translator } from '../text/text.ts';

/** Words in the language of the window. */
export function useText(): Translate {
  const language = useApp((state) => state.language);
  return useMemo(() => translator(language), [language]);
}

/** How what the core says is said in the language of the window. */
export function useCoreWords(): CoreWords {
  return coreWords(useApp((state) => state.language));
}

/** The same for why something is wrong, lost or left out. */
export function useCoreReasons(): CoreWords {
  return coreReasons(useApp((state) => state.language));
}

/** What stands between the parts of a list. */
export function useListGap(): string {
  return listGap(useApp((state) => state.language));
}

/** The words of an error; readers in it have the names that they have on screen. */
export function useErrorText(error: AppError): ErrorText {
  const language = useApp((state) => state.language);
  const readers = useApp((state) => state.readers);
  return errorWords(withTitles(error, readers, language), language);
}
