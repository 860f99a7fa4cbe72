import type { Severity } from '../../core/base/finding.ts';
import type { Verdict } from '../../core/bootstrap/read-result.ts';

export type GlyphKind = 'ok' | 'warning' | 'error' | 'notReached' | 'running' | 'info';

const COLOURS: Readonly<Record<GlyphKind, string>> = {
  ok: 'var(--ok)',
  warning: 'var(--warn)',
  error: 'var(--err)',
  notReached: 'var(--ctl)',
  running: 'var(--ac)',
  info: 'var(--ink3)',
};

const CUT = {
  stroke: 'var(--glyph-cut)',
  strokeWidth: 1.8,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
  fill: 'none',
} as const;

/** Shape before colour: disc with tick, triangle, octagon with cross, dashed ring, ring with dot, ring with i. */
export function VerdictGlyph({ kind, size = 18 }: { readonly kind: GlyphKind; readonly size?: number }) {
  const colour = COLOURS[kind];
  return (
    <svg width={size} height={size} viewBox="0 0 18 18" aria-hidden="true">
      {kind === 'ok' && (
        <>
          <circle cx="9" cy="9" r="8" fill={colour} />
          <path d="m5.6 9.3 2.4 2.4 4.4-5" {...CUT} />
        </>
      )}
      {kind === 'warning' && (
        <>
          <path d="M9 1.6 17.2 16H.8z" fill={colour} stroke={colour} strokeWidth="1" strokeLinejoin="round" />
          <path d="M9 6.6v4.2m0 2.5v.1" {...CUT} />
        </>
      )}
      {kind === 'error' && (
        <>
          <path d="M5.7 1h6.6L17 5.7v6.6L12.3 17H5.7L1 12.3V5.7z" fill={colour} />
          <path d="m6.2 6.2 5.6 5.6m0-5.6-5.6 5.6" {...CUT} />
        </>
      )}
      {kind === 'notReached' && (
        <circle cx="9" cy="9" r="7.2" fill="none" stroke={colour} strokeWidth="1.4" strokeDasharray="2.6 2.05" />
      )}
      {kind === 'running' && (
        <>
          <circle cx="9" cy="9" r="7.2" fill="none" stroke={colour} strokeWidth="1.5" />
          <circle cx="9" cy="9" r="3" fill={colour} />
        </>
      )}
      {kind === 'info' && (
        <>
          <circle cx="9" cy="9" r="7.2" fill="none" stroke={colour} strokeWidth="1.4" />
          <path d="M9 8.2v4.2M9 5.4v.1" stroke={colour} strokeWidth="1.6" strokeLinecap="round" />
        </>
      )}
    </svg>
  );
}

export function glyphOfVerdict(verdict: Verdict): GlyphKind {
  return verdict;
}

export function glyphOfSeverity(severity: Severity): GlyphKind {
  return severity;
}
