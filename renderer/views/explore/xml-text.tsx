import { memo } from 'react';
import { xmlParts } from '../../model/xml-parts.ts';

/** XML for people, see `shownXml`. */
export const XmlText = memo(function XmlText({ xml }: { readonly xml: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled text must be reachable by the keyboard
    <pre className="xml scroll mono" tabIndex={0} data-testid="xml">
      {xmlParts(xml).map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
        <span key={at} className={`xml-${part.kind}`}>
          {part.text}
        </span>
      ))}
    </pre>
  );
});
