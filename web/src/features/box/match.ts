// Which people a typed text means, best first, and which part of a name matched. Accents and case are folded ("ma" finds Tomáš).
import type { Person } from '../model';

export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLocaleLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/æ/g, 'ae')
    .replace(/ł/g, 'l')
    .replace(/ı/g, 'i');
}

/** Lower is better; undefined: no match. */
export function rank(person: Person, text: string): number | undefined {
  const wanted = fold(text);
  if (!wanted) return undefined;
  if (fold(person.number) === wanted || fold(person.shortName) === wanted) return 0;
  const name = fold(person.name);
  if (name.startsWith(wanted)) return 1;
  if (name.split(/[\s-]+/).some((word) => word.startsWith(wanted))) return 2;
  if (fold(person.number).startsWith(wanted)) return 3;
  if (name.includes(wanted)) return 4;
  const rest = [person.shortName, person.email ?? '', person.department ?? ''].map(fold);
  if (rest.some((part) => part.includes(wanted))) return 5;
  const words = wanted.split(/\s+/);
  return words.length > 1 && words.every((word) => [name, ...rest].some((part) => part.includes(word))) ? 6 : undefined;
}

export function matches(people: readonly Person[], text: string, most: number): Person[] {
  const ranked = people.flatMap((person, order) => {
    const r = rank(person, text);
    return r === undefined ? [] : [{ person, r, order }];
  });
  ranked.sort((a, b) => a.r - b.r || a.order - b.order);
  return ranked.slice(0, most).map((hit) => hit.person);
}

/** The name in pieces, those that matched marked. */
export function marked(name: string, text: string): { text: string; hit: boolean }[] {
  const wanted = fold(text);
  if (!wanted) return [{ text: name, hit: false }];
  const pieces: { text: string; hit: boolean }[] = [];
  const letters = [...name.normalize('NFC')];
  let i = 0;
  while (i < letters.length) {
    const span = hitLength(letters, i, wanted);
    const hit = span > 0;
    const piece = letters.slice(i, i + Math.max(1, span)).join('');
    const last = pieces.at(-1);
    if (last && last.hit === hit) last.text += piece;
    else pieces.push({ text: piece, hit });
    i += Math.max(1, span);
  }
  return pieces;
}

function hitLength(letters: readonly string[], from: number, wanted: string): number {
  let folded = '';
  for (let i = from; i < letters.length && folded.length < wanted.length; i++) {
    folded += fold(letters[i] ?? '');
    if (!wanted.startsWith(folded)) return 0;
    if (folded === wanted) return i - from + 1;
  }
  return 0;
}
