import { describe, expect, it } from 'vitest';
import { dialled, findNumber, wordsIn } from './numbers';

describe('finding a number in a text', () => {
  const cases: [text: string, target: string | undefined, whole: boolean][] = [
    ['31', '31', true],
    ['089 / 123 45-6', '089123456', true],
    ['call 089 / 12 34-5', '089' + '12345', false],
    ['berg 089 / 123 45-6', '089123456', false],
    ['+49 (0) 89 99998-140', '+498999998140', true],
    ['Tel.: +49 89 99998\u2013140, thanks', '+498999998140', false],
    ['*97', '*97', true],
    ['#31#', '#31#', true],
    ['leyla@aydin-pruef.example', 'leyla@aydin-pruef.example', true],
    ['ask sip:isar@tragwerk.example.', 'sip:isar@tragwerk.example', false],
    ['pier 3', undefined, false],
    ['Anna Berg', undefined, false],
    ['', undefined, false],
  ];
  it.each(cases)('%s', (text, target, whole) => {
    const found = findNumber(text);
    expect(found?.target).toBe(target);
    if (target !== undefined) expect(found?.whole).toBe(whole);
  });

  it('takes the longest of several', () => {
    expect(findNumber('room 204, 089 99998-402')?.target).toBe('08999998402');
  });

  it('leaves the words to search by', () => {
    expect(wordsIn('berg 089 / 123 45-6')).toBe('berg');
    expect(wordsIn('31')).toBe('31');
  });

  it('keeps the zero of a number written without a country', () => {
    expect(dialled('(0) 89 12')).toBe('08912');
  });
});
