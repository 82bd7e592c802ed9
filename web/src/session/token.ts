// The token of this sign-in, shared by all tabs until sign-out. Where storage is refused it lasts as long as the page.
const kKey = 'sidetone.token';

export interface TokenStorage {
  get(): string | undefined;
  set(token: string | undefined): void;
  /** Another tab signed in (a token) or out (undefined). */
  onOtherTab(listener: (token: string | undefined) => void): void;
}

export function browserTokenStorage(): TokenStorage {
  let kept: string | undefined;
  return {
    get() {
      try {
        return localStorage.getItem(kKey) ?? kept;
      } catch {
        return kept;
      }
    },
    set(token) {
      kept = token;
      try {
        if (token === undefined) localStorage.removeItem(kKey);
        else localStorage.setItem(kKey, token);
      } catch {
        // kept for this page
      }
    },
    onOtherTab(listener) {
      window.addEventListener('storage', (event) => {
        if (event.key !== kKey && event.key !== null) return;
        kept = event.newValue ?? undefined;
        listener(kept);
      });
    },
  };
}
