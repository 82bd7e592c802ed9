// What the tabs of one sign-in tell each other. One of them is the telephone: it rings, so any tab may silence it, and it says whether
// the browser holds back its sound, for nobody may be looking at that tab.
import { softphoneStore } from './softphone_state';

type Message = { silence: string } | { soundBlocked: boolean } | { ask: 'sound' };

const kKept = 8;
let channel: BroadcastChannel | undefined;

function isTelephone(): boolean {
  const { phase } = softphoneStore.get();
  return phase !== 'off' && phase !== 'other_tab';
}

function tell(message: Message): void {
  channel?.postMessage(message);
}

function takeSilence(callId: string): void {
  const { silenced } = softphoneStore.get();
  if (!silenced.includes(callId)) softphoneStore.update({ silenced: [...silenced, callId].slice(-kKept) });
}

function take(message: Message): void {
  if ('silence' in message) takeSilence(message.silence);
  else if ('soundBlocked' in message) softphoneStore.update({ soundBlockedElsewhere: message.soundBlocked });
  else if (isTelephone()) tell({ soundBlocked: softphoneStore.get().soundBlocked });
}

/** Called once. */
export function watchTabs(): void {
  if (typeof BroadcastChannel === 'undefined') return;
  channel = new BroadcastChannel('sidetone.tabs');
  channel.onmessage = ({ data }: MessageEvent<Message>) => take(data);
  let told: boolean | undefined;
  softphoneStore.subscribe(() => {
    const now = isTelephone() ? softphoneStore.get().soundBlocked : undefined;
    if (now !== undefined && now !== told) tell({ soundBlocked: now });
    told = now;
  });
  tell({ ask: 'sound' });
}

/** "Silence": the call rings on, unheard, in this browser. */
export function silence(callId: string): void {
  takeSilence(callId);
  tell({ silence: callId });
}
