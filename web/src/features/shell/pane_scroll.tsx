// What scrolls in the right pane. It takes the focus itself: where there is only text in it, keys could not scroll it otherwise.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function PaneScroll({ children }: { children: ReactNode }) {
  const { t } = useTranslation('shell');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by key
    <div className="scroll" data-region="pane" role="region" aria-label={t('aside')} tabIndex={0}>
      {children}
    </div>
  );
}
