// A call on a touch screen: who, how long, six round keys and Hang up; other calls in one line above.

import { Button as Round } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import * as commands from '../../session/commands';
import { Avatar } from '../../ui/avatar';
import { Button, IconButton } from '../../ui/button';
import { Icon, type IconName } from '../../ui/icons';
import { Lamp } from '../../ui/lamp';
import { InCallPad, Unaffected } from '../calls/call_card';
import { togglePad, usePadOf } from '../calls/pad_state';
import { useCallWords, usePeer } from '../calls/peer';
import { Elapsed } from '../clock';
import { type Call, useConnected } from '../model';
import { glyphOf } from '../people/state';
import { useRun } from '../run';
import { Banners } from '../shell/banners';

export function TouchCall({ call, others, onBack }: { call: Call; others: readonly Call[]; onBack: () => void }) {
  const { t } = useTranslation('calls');
  const peer = usePeer(call);
  const words = useCallWords(call);
  const pad = usePadOf(call.id);
  const run = useRun();
  const connected = useConnected();
  return (
    <main className="phone callfull" aria-label={t('card', { name: peer.name, state: words.word })}>
      <Banners />
      <header>
        <IconButton icon="chevron-down" size={22} tip={false} label={t('to_client')} onPress={onBack} />
        <span className="grow" />
      </header>
      {others.map((other) => (
        <OtherCall key={other.id} call={other} />
      ))}
      <div className="face">
        {!pad && <Avatar name={peer.name} size={112} glyph={peer.person && glyphOf(peer.person.kind)} />}
        <h1>{peer.name}</h1>
        <p>
          {peer.place}
          {peer.place && peer.number && <br />}
          <span className="num">{peer.number}</span>
        </p>
        <span className="big">
          <Elapsed since={words.since} />
        </span>
        <p className="st">
          {words.held ? <Icon name="pause" size={14} /> : words.lamp && <Lamp shape={words.lamp} size={14} />}
          {words.word}
        </p>
      </div>
      {!connected && <Unaffected call={call} />}
      {pad && connected ? <InCallPad call={call} /> : <Keys call={call} />}
      {connected && call.actions.includes('hang_up') && (
        <Button
          look="stop"
          size="huge"
          icon="phone"
          iconSize={22}
          label={t('hang_up')}
          onPress={() => run(commands.hangUp(call.id))}
        />
      )}
    </main>
  );
}

function Keys({ call }: { call: Call }) {
  const { t } = useTranslation('calls');
  const run = useRun();
  const connected = useConnected();
  const can = (action: Call['actions'][number]) => connected && call.actions.includes(action);
  return (
    <div className="grid6">
      {can('mute') && (
        <Key
          icon="mic-off"
          label={t(call.muted ? 'unmute' : 'mute')}
          on={call.muted}
          onPress={() => run(commands.mute(call.id, !call.muted))}
        />
      )}
      {can('send_digits') && <Key icon="grip" label={t('keypad')} onPress={() => togglePad(call.id)} />}
      {can('hold') && <Key icon="pause" label={t('hold')} onPress={() => run(commands.hold(call.id))} />}
      {can('retrieve') && (
        <Key icon="play" label={t('back_short')} on onPress={() => run(commands.retrieve(call.id))} />
      )}
    </div>
  );
}

function Key({
  icon,
  label,
  on = false,
  onPress,
}: {
  icon: IconName;
  label: string;
  on?: boolean;
  onPress: () => void;
}) {
  return (
    <Round className={on ? 'round on' : 'round'} aria-pressed={on} onPress={onPress}>
      <span>
        <Icon name={icon} size={24} />
      </span>
      {label}
    </Round>
  );
}

function OtherCall({ call }: { call: Call }) {
  const { t } = useTranslation('calls');
  const peer = usePeer(call);
  const words = useCallWords(call);
  const run = useRun();
  const connected = useConnected();
  return (
    <div className="heldstrip">
      <Avatar name={peer.name} size={36} />
      <div className="who">
        <b>{peer.name}</b>
        <span>
          {words.word} <Elapsed since={words.since} />
        </span>
      </div>
      {connected && call.actions.includes('retrieve') && (
        <Button icon="play" label={t('back_short')} onPress={() => run(commands.retrieve(call.id))} />
      )}
    </div>
  );
}
