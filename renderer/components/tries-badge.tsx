import { useText } from './use-text.ts';

const FULL = 3;

/** Tries left of a PIN or key: dots and always words. Unknown is said, never shown as three. */
export function TriesBadge({ left }: { readonly left: number | null }) {
  const t = useText();
  if (left === null) return <span className="chip">{t('tries.unknown')}</span>;
  if (left === 0) return <span className="chip error">{t('tries.blocked')}</span>;
  const tone = left >= FULL ? 'ok' : left === 2 ? 'warning' : 'error';
  const dots = Math.max(FULL, left);
  return (
    <span className={`chip ${tone}`}>
      {dots <= 10 && (
        <svg width={dots * 9} height="8" viewBox={`0 0 ${dots * 9} 8`} aria-hidden="true">
          {Array.from({ length: dots }, (_, at) => (
            <circle
              // biome-ignore lint/suspicious/noArrayIndexKey: dots are their position
              key={at}
              cx={at * 9 + 4}
              cy="4"
              r="2.9"
              fill={at < left ? 'currentColor' : 'none'}
              stroke="currentColor"
              strokeWidth="1.2"
            />
          ))}
        </svg>
      )}
      {t('tries.left', { left, full: dots })}
    </span>
  );
}
