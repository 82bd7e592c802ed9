// Which of the three frames is shown: touch by address parameter or coarse pointer, narrow below 900 px, else wide.
import { useSyncExternalStore } from 'react';

export type Layout = 'wide' | 'narrow' | 'touch';

const kNarrow = '(max-width: 899px)';
const kCoarse = '(pointer: coarse)';

export function layoutOf(search: string, coarse: boolean, narrow: boolean): Layout {
  const asked = new URLSearchParams(search).get('touch');
  if (asked === 'true' || (asked !== 'false' && coarse)) return 'touch';
  return narrow ? 'narrow' : 'wide';
}

function subscribe(listener: () => void) {
  const queries = [matchMedia(kNarrow), matchMedia(kCoarse)];
  for (const query of queries) query.addEventListener('change', listener);
  return () => {
    for (const query of queries) query.removeEventListener('change', listener);
  };
}

export function useLayout(): Layout {
  return useSyncExternalStore(subscribe, () =>
    layoutOf(location.search, matchMedia(kCoarse).matches, matchMedia(kNarrow).matches),
  );
}
