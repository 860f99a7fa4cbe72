import { useDesk } from '../stores/desk-store.ts';
import type { TextCode } from '../text/text.ts';
import { useListGap, useText } from './use-text.ts';

const MEANS: Readonly<Partial<Record<string, TextCode>>> = {
  message: 'document.message',
  bundle: 'document.bundle',
  trace: 'document.trace',
};

/** What file an open card was made of: a message stands on a card that is not its own. */
export function DocumentChip({ reader }: { readonly reader: string }) {
  const t = useText();
  const document = useDesk(({ documents }) => documents.get(reader));
  const between = useListGap();
  if (document === undefined) return null;
  const means = MEANS[document.kind];
  const lines = [document.name, ...(means === undefined ? [] : [t(means)]), ...document.notes];
  return (
    <span className="chip document" data-testid="document-chip" data-kind={document.kind} title={lines.join('\n')}>
      {t(`document.kind.${document.kind}`)}
      {document.notes.length > 0 && (
        <span className="num">
          {between}
          {t('document.notes', { count: document.notes.length })}
        </span>
      )}
    </span>
  );
}
