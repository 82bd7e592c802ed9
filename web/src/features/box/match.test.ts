import { describe, expect, it } from 'vitest';
import { person } from '../testing';
import { fold, marked, matches } from './match';

const people = [
  person('mei', 'Mei Tanaka', '22'),
  person('tomas', 'Tomáš Dvořák', '34'),
  person('anna', 'Anna Berg', '10'),
  person('ingrid', 'Ingrid Lindberg-Castellanos', '27'),
  person('freya', 'Freya Østergaard', '42'),
];
const found = (text: string) => matches(people, text, 8).map((one) => one.id);

describe('searching people', () => {
  it('folds accents and case', () => {
    expect(found('MAS')).toEqual(['tomas']);
    expect(found('ost')).toEqual(['freya']);
    expect(fold('Straße')).toBe('strasse');
  });
  it('puts the beginning of a word before its middle', () => {
    expect(found('berg')).toEqual(['anna', 'ingrid']);
  });
  it('puts an exact extension first, then numbers that begin so', () => {
    expect(found('22')).toEqual(['mei']);
    expect(found('2')).toEqual(['mei', 'ingrid']);
  });
  it('finds words in any order', () => {
    expect(found('berg anna')).toEqual(['anna']);
  });
  it('finds nothing for nothing', () => {
    expect(found('')).toEqual([]);
  });
  it('marks what matched, in the spelling of the name', () => {
    expect(marked('Tomáš Dvořák', 'mas')).toEqual([
      { text: 'To', hit: false },
      { text: 'máš', hit: true },
      { text: ' Dvořák', hit: false },
    ]);
    expect(marked('Anna', '')).toEqual([{ text: 'Anna', hit: false }]);
  });
});
