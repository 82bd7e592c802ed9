// Light, dark, or what the system says: one attribute on the root, tokens.css does the rest.
import { remember, remembered } from './local';

export type Theme = 'system' | 'light' | 'dark';

export function theme(): Theme {
  const value = remembered('theme');
  return value === 'light' || value === 'dark' ? value : 'system';
}

export function applyTheme(): void {
  const value = theme();
  if (value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
}

export function chooseTheme(value: Theme): void {
  remember('theme', value);
  applyTheme();
}
