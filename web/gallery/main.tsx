// Shows one screen of the client in one state, for pictures and for axe: ?screen=home&theme=dark&lang=de. Not part of the product.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '../src/app/app';
import { preferredLanguage, startTexts } from '../src/i18n';
import { audioStore } from '../src/platform/audio_state';
import { softphoneStore } from '../src/platform/softphone_state';
import { sessionStore } from '../src/session/store';
import { screens, sessionOf, viewOf } from './screens';

const asked = new URLSearchParams(location.search);
const name = asked.get('screen') ?? 'home';
const screen = screens[name];
const root = document.getElementById('root');

await startTexts(preferredLanguage(location.search, []));
const theme = asked.get('theme');
if (theme) document.documentElement.dataset.theme = theme;

if (root && screen) {
  sessionStore.set(sessionOf(screen));
  softphoneStore.update({ phase: 'registered', deviceId: 'here', microphone: 'granted', notifications: 'default', ...screen.softphone });
  audioStore.update(screen.audio ?? {});
  viewOf(screen);
  screen.after?.();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
} else if (root) {
  root.replaceChildren(...Object.keys(screens).map(link));
}

function link(id: string): HTMLElement {
  const line = document.createElement('p');
  const anchor = document.createElement('a');
  anchor.href = `?screen=${id}`;
  anchor.textContent = id;
  line.append(anchor);
  return line;
}
