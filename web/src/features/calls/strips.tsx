// Below 900 px the dock is a strip under the top bar: the call talked on with its actions, held ones in one line.
import { useTranslation } from 'react-i18next';
import * as commands from '../../session/commands';
import { Avatar } from '../../ui/avatar';
import { Button, IconButton } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { Lamp } from '../../ui/lamp';
import { Elapsed } from '../clock';
import { type Call, useConnected } from '../model';
import { useRun } from '../run';
import { InCallPad } from './call_card';
import { isRinging } from './incoming';
import { NotStartedCard } from './not_started';
import { togglePad, usePadOf } from './pad_state';
import { useCallWords, usePeer } from './peer';

export function Strips({ calls }: { calls: readonly Call[] }) {
  const { t } = useTranslation('calls');
  const shown = calls.filter((call) => !isRinging(call));
  return (
    <section className="strips" aria-label={t('calls')} data-region="dock">
      <NotStartedCard />
      {shown.map((call) =>
        call.heldByMe ? <HeldStrip key={call.id} call={call} /> : <LiveStrip key={call.id} call={call} />,
      )}
    </section>
  );
}

function LiveStrip({ call }: { call: Call }) {
  const peer = usePeer(call);
  const words = useCallWords(call);
  const pad = usePadOf(call.id);
  return (
    <>
      <div className="strip">
        <Avatar name={peer.name} size={36} />
        <div className="who">
          <b title={peer.name}>{peer.name}</b>
          <span>{peer.line}</span>
        </div>
        <div className="clock">
          <Elapsed since={words.since} />
          <span>
            {words.lamp && <Lamp shape={words.lamp} size={12} />}
            {words.word}
          </span>
        </div>
        <StripTools call={call} />
      </div>
      {pad && (
        <div className="strippad">
          <InCallPad call={call} />
        </div>
      )}
    </>
  );
}

function StripTools({ call }: { call: Call }) {
  const { t } = useTranslation('calls');
  const run = useRun();
  const pad = usePadOf(call.id);
  const connected = useConnected();
  const can = (action: Call['actions'][number]) => connected && call.actions.includes(action);
  return (
    <>
      <div className="tools2">
        {can('hold') && (
          <IconButton icon="pause" label={t('hold')} keys="H" onPress={() => run(commands.hold(call.id))} />
        )}
        {can('mute') && (
          <IconButton
            className={call.muted ? 'on' : ''}
            icon="mic-off"
            label={t(call.muted ? 'unmute' : 'mute')}
            keys="M"
            aria-pressed={call.muted}
            onPress={() => run(commands.mute(call.id, !call.muted))}
          />
        )}
        {can('send_digits') && (
          <IconButton
            className={pad ? 'on' : ''}
            icon="grip"
            label={t('keypad')}
            keys="K"
            onPress={() => togglePad(call.id)}
          />
        )}
      </div>
      {can('hang_up') && (
        <Button look="stop" icon="phone" label={t('hang_up')} onPress={() => run(commands.hangUp(call.id))} />
      )}
    </>
  );
}

function HeldStrip({ call }: { call: Call }) {
  const { t } = useTranslation('calls');
  const run = useRun();
  const peer = usePeer(call);
  const words = useCallWords(call);
  const connected = useConnected();
  return (
    <div className="strip held2">
      <Avatar name={peer.name} size={28} />
      <div className="who">
        <b className="cut">{peer.name}</b>
      </div>
      <span className="muted inl">
        <Icon name="pause" size={12} />
        {words.word} <Elapsed since={words.since} />
      </span>
      <span className="grow" />
      {connected && call.actions.includes('retrieve') && (
        <Button size="small" icon="play" label={t('back_short')} onPress={() => run(commands.retrieve(call.id))} />
      )}
      {connected && call.actions.includes('hang_up') && (
        <Button
          size="small"
          look="ending"
          icon="phone"
          label={t('hang_up')}
          onPress={() => run(commands.hangUp(call.id))}
        />
      )}
    </div>
  );
}
