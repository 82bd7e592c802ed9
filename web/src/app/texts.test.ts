import { describe, expect, it } from 'vitest';
import { kLanguages, preferredLanguage, textsOf } from '../i18n';
import { kRefusalCodes } from '../session/api.gen';
import { kOtherCodes } from '../session/refusal';

/** All texts by key; plural forms of one text count as that text. */
function flat(node: object, prefix = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(node)) {
    const key = `${prefix}${name}`;
    if (typeof value === 'string') texts.set(key.replace(/_(one|other)$/, ''), value);
    else for (const [inner, text] of flat(value as object, `${key}.`)) texts.set(inner, text);
  }
  return texts;
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/{{\s*([\w.]+)/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => name !== 'count')
    .sort();
}

describe('the texts', () => {
  const english = textsOf('en');

  it('exist', () => {
    expect(Object.keys(english)).toEqual(expect.arrayContaining(['app', 'errors', 'softphone']));
  });

  for (const language of kLanguages) {
    it(`are complete in ${language}, with the same placeholders and none empty`, () => {
      const texts = textsOf(language);
      expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
      for (const [namespace, file] of Object.entries(english)) {
        const mine = flat(texts[namespace] ?? {});
        const reference = flat(file);
        expect([...mine.keys()].sort(), namespace).toEqual([...reference.keys()].sort());
        for (const [key, text] of reference) {
          expect(mine.get(key)?.trim(), `${namespace}:${key}`).toBeTruthy();
          expect(placeholders(mine.get(key) ?? ''), `${namespace}:${key}`).toEqual(placeholders(text));
        }
      }
    });
  }

  it('have one for every refusal the contract names', () => {
    const keys = new Set(flat(english.errors ?? {}).keys());
    for (const code of [...kRefusalCodes, ...kOtherCodes]) expect(keys, code).toContain(code);
  });
});

describe('the language', () => {
  it('is what the address says, else what was chosen, else what the browser prefers, else English', () => {
    localStorage.clear();
    expect(preferredLanguage('?lang=de', ['en-GB'])).toBe('de');
    expect(preferredLanguage('', ['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(preferredLanguage('?lang=xx', ['fr'])).toBe('en');
    localStorage.setItem('sidetone.language', 'de');
    expect(preferredLanguage('', ['en'])).toBe('de');
    localStorage.clear();
  });
});
