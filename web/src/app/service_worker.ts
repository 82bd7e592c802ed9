// Makes the page installable, and lets it open (to say "no connection") while the server is away. Optional in every respect.
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  window.addEventListener('load', () => {
    // Refused where the certificate is not trusted; the page works the same without.
    navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  });
}
