// The languages by their own names: someone who cannot read the page must find theirs.
export { chooseLanguage, type Language } from '../i18n';

export const kLanguages = [
  { id: 'en', label: 'English' },
  { id: 'de', label: 'Deutsch' },
] as const;
