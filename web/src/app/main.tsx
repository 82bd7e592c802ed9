// Builds the page: texts, look, session, sound, telephone. The one place that starts things.
import '@fontsource-variable/inter/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { applyTheme } from '../features';
import { preferredLanguage, startTexts } from '../i18n';
import { watchDevices } from '../platform/audio';
import { softphoneEngine } from '../platform/softphone_engine';
import { softphoneStore } from '../platform/softphone_state';
import { sessionClient } from '../session/client';
import { sessionStore } from '../session/store';
import { watchWakeups } from '../session/wakeups';
import { App } from './app';
import { registerServiceWorker } from './service_worker';

applyTheme();
await startTexts(preferredLanguage(window.location.search, navigator.languages));

watchDevices();
softphoneEngine.start();
sessionClient.start();
watchWakeups({ onDoubt: () => sessionClient.doubtConnection(), onVisible: () => sessionClient.reconnectNow() });

if (new URLSearchParams(window.location.search).get('debug') === '1') {
  Object.assign(window, { __sidetone: { store: sessionStore, softphone: softphoneStore } });
}

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
registerServiceWorker();
