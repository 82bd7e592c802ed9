// The page's own texts, so that tests find things by the names people read.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/paths.ts';

type Texts = { [key: string]: string | Texts };
const loaded = new Map<string, Texts>();

function texts(language: string, namespace: string): Texts {
  const file = `${language}/${namespace}`;
  let found = loaded.get(file);
  if (found === undefined) {
    found = JSON.parse(readFileSync(join(root, 'web/src/i18n', `${file}.json`), 'utf8')) as Texts;
    loaded.set(file, found);
  }
  return found;
}

/** t('calls:hold'), t('calls:call_from', { name }) */
export const t = (key: string, values: Record<string, string> = {}): string => textIn('en', key, values);
export const german = (key: string, values: Record<string, string> = {}): string => textIn('de', key, values);

function textIn(language: string, key: string, values: Record<string, string>): string {
  const [namespace = '', path = ''] = key.split(':');
  let at: string | Texts | undefined = texts(language, namespace);
  for (const part of path.split('.')) at = typeof at === 'object' ? at[part] : undefined;
  if (typeof at !== 'string') throw new Error(`no text ${key} in ${language}`);
  return at.replace(/\{\{\s*(\w+)[^}]*\}\}/g, (_, name: string) => values[name] ?? '');
}

/** A text with a gap, as a pattern: t('calls:card') with any state. */
export function pattern(key: string, values: Record<string, string> = {}): RegExp {
  const open = '\u0000';
  const gaps = new Proxy(values, { get: (known, name: string) => known[name] ?? open });
  const escaped = t(key, gaps).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll(open, '.*')}$`);
}
