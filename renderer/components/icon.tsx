import type { ReactNode } from 'react';

/** Line icons on a 16 px grid, 1.4 px strokes, in the colour of the text around them. */
const PATHS = {
  search: <path d="M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Zm3.3 7.8L14 14" />,
  close: <path d="m4 4 8 8m0-8-8 8" />,
  compass: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="m10.4 5.6-1.5 3.3-3.3 1.5 1.5-3.3z" />
    </>
  ),
  pencil: <path d="M3 13l.7-2.9 7-7a1.3 1.3 0 0 1 1.8 0l.4.4a1.3 1.3 0 0 1 0 1.8l-7 7z" />,
  write: <path d="M8 2.5v7.2m-3-2.9 3 3 3-3M2.8 13.2h10.4" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5" />
    </>
  ),
  lock: (
    <>
      <rect x="3.5" y="7" width="9" height="6.5" rx="1.5" />
      <path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />
    </>
  ),
  unlock: (
    <>
      <rect x="3.5" y="7" width="9" height="6.5" rx="1.5" />
      <path d="M5.5 7V5a2.5 2.5 0 0 1 4.9-.7" />
    </>
  ),
  help: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M6.3 6.4a1.7 1.7 0 1 1 2.5 1.5c-.5.3-.8.6-.8 1.1m0 2v.1" />
    </>
  ),
  contrast: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 2.2v11.6A5.8 5.8 0 0 0 8 2.2Z" fill="currentColor" />
    </>
  ),
  chip: (
    <>
      <rect x="2.5" y="2.5" width="11" height="11" rx="2.5" />
      <path d="M6 2.5v11m4-11v11M2.5 6H6m4 0h3.5M2.5 10H6m4 0h3.5" />
    </>
  ),
  reread: <path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3" />,
  undo: <path d="M5.5 3 2.8 5.7l2.7 2.7M3 5.7h6a3.6 3.6 0 0 1 0 7.2H6" />,
  redo: <path d="m10.5 3 2.7 2.7-2.7 2.7M13 5.7H7a3.6 3.6 0 0 0 0 7.2h3" />,
  eye: (
    <>
      <path d="M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8Z" />
      <circle cx="8" cy="8" r="1.8" />
    </>
  ),
  folder: (
    <path d="M2 4.5A1.5 1.5 0 0 1 3.5 3h2.6l1.5 1.6h4.9A1.5 1.5 0 0 1 14 6.1v5.4a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 11.5z" />
  ),
  file: <path d="M4 3.2A1.2 1.2 0 0 1 5.2 2h4L12 4.8v8a1.2 1.2 0 0 1-1.2 1.2H5.2A1.2 1.2 0 0 1 4 12.8zM9 2v3h3" />,
  list: <path d="M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01" />,
  up: <path d="m4 10 4-4 4 4" />,
  down: <path d="m4 6 4 4 4-4" />,
  plus: <path d="M8 3v10M3 8h10" />,
  more: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.2" />,
  bolt: <path d="M9 1.8 3.8 9h3.7l-.6 5.2L12.2 7H8.4z" />,
  share: <path d="M8 9.5v-7m-2.8 2.6L8 2.3l2.8 2.8M4.5 7.5H3.2v6h9.6v-6h-1.3" />,
  eject: <path d="M3.5 8.5 8 3.5l4.5 5zM3.5 12h9" />,
  insert: <path d="M3.5 3.5 8 8.5l4.5-5zM3.5 12h9" />,
  twisty: <path d="m6 4 4 4-4 4" />,
  shield: <path d="M8 2 3 3.8v4C3 11 5.2 13.2 8 14c2.8-.8 5-3 5-6.2v-4z" />,
  gear: (
    <>
      <circle cx="8" cy="8" r="2.2" />
      <path d="M8 1.8v2m0 8.4v2M1.8 8h2m8.4 0h2M3.6 3.6 5 5m6 6 1.4 1.4m0-8.8L11 5m-6 6-1.4 1.4" />
    </>
  ),
  pulse: <path d="M1.5 8.5h3L6.5 3l3 10 2-4.5h3" />,
  save: <path d="M8 10V2.5m-3 2.9 3-2.9 3 2.9M3 8.5v5h10v-5" />,
  trace: <path d="M2.5 3.5h11M2.5 8h7.5M2.5 12.5h4.5" />,
  filter: <path d="M2.5 4.5h11M4.8 8h6.4M7 11.5h2" />,
  export: <path d="M8 10V2.8M5.2 5.4 8 2.6l2.8 2.8M3 9.5v2.7A1.3 1.3 0 0 0 4.3 13.5h7.4a1.3 1.3 0 0 0 1.3-1.3V9.5" />,
  import: <path d="M8 2.8V10M5.2 7.4 8 10.2l2.8-2.8M3 9.5v2.7a1.3 1.3 0 0 0 1.3 1.3h7.4a1.3 1.3 0 0 0 1.3-1.3V9.5" />,
  play: <path d="M5 3.2v9.6l7.5-4.8z" />,
  phone: (
    <>
      <rect x="4.5" y="1.8" width="7" height="12.4" rx="1.6" />
      <path d="M7.3 12h1.4" />
    </>
  ),
  open: <path d="M8 2.8v7.3m-3-2.9 3 3 3-3M3 9.8v2.4A1.3 1.3 0 0 0 4.3 13.5h7.4a1.3 1.3 0 0 0 1.3-1.3V9.8" />,
  node: <path d="M3 4h4M3 8h10M3 12h7" />,
  hex: <path d="M5.5 3v10M10.5 3v10M3 6h10M3 10h10" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 4.8V8l2.2 1.4" />
    </>
  ),
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {PATHS[name]}
    </svg>
  );
}
