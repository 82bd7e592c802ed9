// The page's own English texts, so that tests find things by the names people read.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/paths.ts';

type Texts = { [key: string]: string | Texts };
const loaded = new Map<string, Texts>();

function texts(namespace: string): Texts {
  let found = loaded.get(namespace);
  if (found === undefined) {
    found = JSON.parse(readFileSync(join(root, 'web/src/i18n/en', `${namespace}.json`), 'utf8')) as Texts;
    loaded.set(namespace, found);
  }
  return found;
}

/** t('calls:hold'), t('calls:call_from', { name }) */
export function t(key: string, values: Record<string, string> = {}): string {
  const [namespace = '', path = ''] = key.split(':');
  let at: string | Texts | undefined = texts(namespace);
  for (const part of path.split('.')) at = typeof at === 'object' ? at[part] : undefined;
  if (typeof at !== 'string') throw new Error(`no English text ${key}`);
  return at.replace(/\{\{\s*(\w+)[^}]*\}\}/g, (_, name: string) => values[name] ?? '');
}

/** A text with a gap, as a pattern: t('calls:card') with any state. */
export function pattern(key: string, values: Record<string, string> = {}): RegExp {
  const open = '\u0000';
  const gaps = new Proxy(values, { get: (known, name: string) => known[name] ?? open });
  const escaped = t(key, gaps).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll(open, '.*')}$`);
}
