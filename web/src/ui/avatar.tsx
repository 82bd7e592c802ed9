// A round picture: initials of a person, a glyph for rooms, receptions and bare numbers; a lamp in its corner.
import type { CSSProperties } from 'react';
import { Icon, type IconName } from './icons';
import { Lamp, type LampShape } from './lamp';

const kTitles = /^((dr|prof|dipl|ing|med|h\.c)\.?-?\s*)+/i;

export function initialsOf(name: string): string {
  const words = name
    .replace(kTitles, '')
    .split(/\s+/)
    .filter((w) => /\p{L}/u.test(w));
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  const letter = (w: string) => [...w].find((c) => /\p{L}/u.test(c)) ?? '';
  return (letter(first) + letter(last)).toLocaleUpperCase();
}

function lampSize(size: number): number {
  if (size >= 64) return 20;
  if (size >= 40) return 16;
  return size >= 36 ? 14 : 12;
}

type Props = { name: string; size?: number; glyph?: IconName | undefined; lamp?: LampShape | undefined };

export function Avatar({ name, size = 40, glyph, lamp }: Props) {
  const initials = initialsOf(name);
  const shown = glyph ?? (initials ? undefined : 'phone');
  const l = lampSize(size);
  return (
    <span
      className={`av${shown ? ' sq' : ''}`}
      style={{ '--z': `${size}px`, '--l': `${l}px` } as CSSProperties}
      aria-hidden="true"
    >
      <span className="pic">{shown ? <Icon name={shown} size={Math.round(size * 0.45)} /> : <b>{initials}</b>}</span>
      {lamp && (
        <span className="spot">
          <Lamp shape={lamp} size={l} />
        </span>
      )}
    </span>
  );
}
