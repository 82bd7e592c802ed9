// A state as shape and colour in a 16 px box. The word always stands beside it, or is its name for a reader.
import type { ReactNode } from 'react';

export type LampShape = 'free' | 'away' | 'busy' | 'call' | 'ringing' | 'dnd' | 'offline' | 'unknown';

const kHandset =
  'M9.2 11.1a.7.7 0 0 0 .8-.2l.3-.4a1.4 1.4 0 0 1 1.1-.6h2a1.4 1.4 0 0 1 1.4 1.4v2a1.4 1.4 0 0 1-1.4 1.4A12.2 12.2 0 0 1 1.2 2.5 1.4 1.4 0 0 1 2.6 1.1h2A1.4 1.4 0 0 1 6 2.5v2c0 .45-.2.85-.55 1.1l-.32.24a.7.7 0 0 0-.2.85 9.6 9.6 0 0 0 4.27 4.41Z';

const kShapes: Record<LampShape, ReactNode> = {
  free: <circle cx="8" cy="8" r="6.25" fill="currentColor" />,
  away: (
    <>
      <circle cx="8" cy="8" r="5.4" fill="none" stroke="currentColor" strokeWidth="1.7" />
      <path d="M8 2.6a5.4 5.4 0 0 0 0 10.8Z" fill="currentColor" />
    </>
  ),
  busy: <rect x="2.25" y="2.25" width="11.5" height="11.5" rx="2" fill="currentColor" />,
  call: <path d={kHandset} fill="currentColor" />,
  ringing: (
    <>
      <path d={kHandset} fill="currentColor" transform="translate(-.6 3.2) scale(.82)" />
      <path
        d="M9.2 4.7a3.2 3.2 0 0 1 2.2 2.3M9.6 1.3a6.5 6.5 0 0 1 5 5.1"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
      />
    </>
  ),
  dnd: <rect x=".75" y="4.75" width="14.5" height="6.5" rx="1.75" fill="currentColor" />,
  offline: <circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" strokeWidth="2" />,
  unknown: (
    <>
      <path
        d="M4.9 5.7a3.15 3.15 0 1 1 4.75 2.7C8.6 9 8 9.55 8 10.6"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.1"
        strokeLinecap="round"
      />
      <circle cx="8" cy="13.7" r="1.35" fill="currentColor" />
    </>
  ),
};

/** `word` makes the lamp an image with that name; without it the lamp is decoration beside its written word. */
export function Lamp({ shape, size = 14, word }: { shape: LampShape; size?: number; word?: string }) {
  const look = { className: `lamp ${shape}`, width: size, height: size, viewBox: '0 0 16 16' };
  if (word === undefined) {
    return (
      <svg {...look} aria-hidden="true">
        {kShapes[shape]}
      </svg>
    );
  }
  return (
    <svg {...look} role="img">
      <title>{word}</title>
      {kShapes[shape]}
    </svg>
  );
}
