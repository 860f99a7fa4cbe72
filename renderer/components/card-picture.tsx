export type CardLook = 'chip' | 'virtual' | 'slot' | 'wave' | 'image';

/** How a tab shows what it has open. */
export function lookOfTab(kind: 'pcsc' | 'virtual' | 'replay' | 'at' | 'trace'): CardLook {
  if (kind === 'trace' || kind === 'replay') return 'wave';
  return kind === 'virtual' ? 'virtual' : 'chip';
}

/** The card as a pictogram of 28 by 20: solid gold pad for a chip, dashed for a virtual card, hollow for an image, a slot for no card. */
export function CardPicture({ look, scale = 1 }: { readonly look: CardLook; readonly scale?: number }) {
  const dashed = look === 'virtual';
  return (
    <svg width={28 * scale} height={20 * scale} viewBox="0 0 28 20" fill="none" aria-hidden="true">
      {look === 'slot' ? (
        <path
          d="M1 11.5h26v3a1.5 1.5 0 0 1-1.5 1.5h-23A1.5 1.5 0 0 1 1 14.5zM5 13.8h18"
          stroke="var(--ctl)"
          strokeWidth="1.2"
        />
      ) : (
        <rect
          x="0.75"
          y="0.75"
          width="26.5"
          height="18.5"
          rx="3"
          fill="var(--pane)"
          stroke={dashed ? 'var(--ctl)' : 'var(--ink3)'}
          strokeWidth="1.3"
          {...(dashed && { strokeDasharray: '3 2' })}
        />
      )}
      {look === 'chip' && (
        <>
          <rect
            x="5"
            y="6"
            width="9"
            height="8"
            rx="2"
            fill="var(--gold)"
            stroke="var(--gold-line)"
            strokeWidth="0.8"
          />
          <path d="M8 6v8m3-8v8M5 10h3m3 0h3" stroke="var(--gold-line)" strokeWidth="0.7" />
        </>
      )}
      {look === 'virtual' && (
        <>
          <rect x="5" y="6" width="9" height="8" rx="2" stroke="var(--ctl)" strokeWidth="1" />
          <path d="M8 6v2.5M8 11.5V14m3-8v2.5m0 3V14M5 10h2.2m4.6 0H14" stroke="var(--ctl)" strokeWidth="0.9" />
        </>
      )}
      {look === 'image' && <rect x="5" y="6" width="9" height="8" rx="2" stroke="var(--ink3)" strokeWidth="1" />}
      {look === 'wave' && (
        <path d="M4 10h5l2-5 3.5 10L17 10h7" stroke="var(--ac)" strokeWidth="1.4" strokeLinejoin="round" />
      )}
    </svg>
  );
}

/** The product's mark: a chip's contact pad. */
export function Mark({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <rect
        x="1.5"
        y="1.5"
        width="17"
        height="17"
        rx="4"
        fill="var(--gold)"
        stroke="var(--gold-line)"
        strokeWidth="1"
      />
      <path
        d="M7 1.5v17M13 1.5v17M1.5 7H7m6 0h5.5M1.5 13H7m6 0h5.5"
        stroke="var(--gold-line)"
        strokeWidth="1.1"
        fill="none"
      />
    </svg>
  );
}
