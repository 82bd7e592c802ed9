// What the box offers for a text: colleagues, those known here at once and those the server finds a moment later, and the number in it.
import { useEffect, useState } from 'react';
import * as commands from '../../session/commands';
import { type Person, useConnected, useMe, usePeople } from '../model';
import { fold, matches } from './match';
import { type Found, findNumber, wordsIn } from './numbers';

export type Row = { kind: 'person'; id: string; person: Person } | { kind: 'number'; id: string; found: Found };
export type Results = { rows: readonly Row[]; words: string; found: Found | undefined };

const kMost = 8;

/** Rows in the order in which they are walked; what Enter does first stands first. */
export function rowsFor(text: string, people: readonly Person[]): Results {
  const found = findNumber(text);
  const words = wordsIn(text);
  const persons: Row[] = matches(people, words, kMost).map((person) => ({ kind: 'person', id: person.id, person }));
  const number: Row[] =
    found && !persons.some((row) => isExactly(row, found)) ? [{ kind: 'number', id: 'number', found }] : [];
  const numberFirst = found?.whole === true && !isCalled(persons[0], words);
  return { rows: numberFirst ? [...number, ...persons] : [...persons, ...number], words, found };
}

function isExactly(row: Row, found: Found): boolean {
  return row.kind === 'person' && fold(row.person.number) === fold(found.target);
}

function isCalled(row: Row | undefined, words: string): boolean {
  return (
    row?.kind === 'person' &&
    [row.person.number, row.person.shortName, row.person.email ?? ''].some((one) => fold(one) === fold(words))
  );
}

/** People the server finds beyond one's own groups. A late answer to an older text is thrown away. */
function useFoundElsewhere(words: string): readonly Person[] {
  const connected = useConnected();
  const [answer, setAnswer] = useState<{ words: string; people: readonly Person[] }>({ words: '', people: [] });
  useEffect(() => {
    if (!connected || words.length < 2) return;
    let current = true;
    commands
      .searchPeople(words.slice(0, 128))
      .then((people) => current && setAnswer({ words, people }))
      .catch(() => undefined); // what is known here stays; the connection's banner says the rest
    return () => {
      current = false;
    };
  }, [words, connected]);
  return words.startsWith(answer.words) ? answer.people : [];
}

export function useResults(text: string): Results {
  const known = usePeople();
  const me = useMe();
  const words = wordsIn(text);
  const elsewhere = useFoundElsewhere(words);
  if (text.trim() === '') return { rows: [], words: '', found: undefined };
  const all = new Map<string, Person>();
  for (const person of [...elsewhere, ...Object.values(known)])
    if (person.id !== me.personId) all.set(person.id, person);
  return rowsFor(text, [...all.values()]);
}
