// "Silence": a call rings on, unheard, in this browser. Any tab may ask for it; the tab that is the telephone stops its tone.
import { softphoneStore } from './softphone_state';

const kKept = 8;
let channel: BroadcastChannel | undefined;

function take(callId: string): void {
  const { silenced } = softphoneStore.get();
  if (!silenced.includes(callId)) softphoneStore.update({ silenced: [...silenced, callId].slice(-kKept) });
}

/** Hears what other tabs silence. Called once. */
export function watchSilence(): void {
  if (typeof BroadcastChannel === 'undefined') return;
  channel = new BroadcastChannel('sidetone.silence');
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') take(data);
  };
}

export function silence(callId: string): void {
  take(callId);
  channel?.postMessage(callId);
}
