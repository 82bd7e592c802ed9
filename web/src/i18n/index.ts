// Texts: one JSON file per feature and language; the file's name is the namespace. English is complete by test, and so is German.
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const kLanguages = ['en', 'de'] as const;
export type Language = (typeof kLanguages)[number];

type Texts = Record<string, object>;

const kFiles = import.meta.glob<{ default: object }>('./{en,de}/*.json', { eager: true });
const kKey = 'sidetone.language';

/** Texts of all features of a language, by namespace. */
export function textsOf(language: Language): Texts {
  const texts: Texts = {};
  for (const [path, file] of Object.entries(kFiles)) {
    const [, folder, name] = /^\.\/(\w+)\/(\w+)\.json$/.exec(path) ?? [];
    if (folder === language && name !== undefined) texts[name] = file.default;
  }
  return texts;
}

function isLanguage(text: string | null | undefined): text is Language {
  return kLanguages.some((language) => language === text);
}

function keptLanguage(): string | null {
  try {
    return localStorage.getItem(kKey);
  } catch {
    return null;
  }
}

/** What the address says (?lang=de), else what was chosen here before, else what the browser prefers. */
export function preferredLanguage(search: string, browser: readonly string[]): Language {
  const asked = new URLSearchParams(search).get('lang');
  if (isLanguage(asked)) return asked;
  const kept = keptLanguage();
  if (isLanguage(kept)) return kept;
  const known = browser.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage);
  return known ?? 'en';
}

export async function startTexts(language: Language): Promise<i18n> {
  const resources = Object.fromEntries(kLanguages.map((each) => [each, textsOf(each)]));
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    ns: Object.keys(textsOf('en')),
    defaultNS: 'app',
    resources,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
  return i18next;
}

/** Changes the language of the page and remembers it in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(kKey, language);
  } catch {
    // lasts as long as the page
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
