// A ringing call fills the touch screen: Reject and Answer apart from each other at the thumbs.
import { useTranslation } from 'react-i18next';
import * as commands from '../../session/commands';
import { Avatar } from '../../ui/avatar';
import { Button, IconButton } from '../../ui/button';
import { Lamp } from '../../ui/lamp';
import { useAnswerDevices, useSilence } from '../calls/incoming';
import { type PeerView, usePeer } from '../calls/peer';
import { Elapsed } from '../clock';
import { type Call, useConnected, useMe } from '../model';
import { isHere, useDeviceName } from '../own_devices';
import { glyphOf } from '../people/state';
import { useRun } from '../run';
import { Banners } from '../shell/banners';

export function TouchIncoming({ call }: { call: Call }) {
  const { t } = useTranslation('calls');
  const peer = usePeer(call);
  const run = useRun();
  const name = useDeviceName();
  const connected = useConnected();
  const me = useMe();
  const silenceIt = useSilence(call);
  const [first, ...others] = useAnswerDevices(call);
  return (
    <main className="phone callfull ringin" aria-label={t('call_from', { name: peer.name })}>
      <Banners />
      <header>
        <span className="chip">
          <Lamp shape="ringing" size={14} />
          <span>
            {t('rings_for_you')} <Elapsed since={call.startedAt} short />
          </span>
        </span>
        <span className="grow" />
        {silenceIt && <IconButton icon="bell-off" size={20} tip={false} label={t('silence')} onPress={silenceIt} />}
      </header>
      <Face peer={peer} />
      {connected && others.length > 0 && (
        <div className="elsewhere">
          {others.map((device) => (
            <Button
              key={device.id}
              size="tall"
              icon={isHere(device, me) ? 'phone' : 'desk'}
              label={isHere(device, me) ? t('answer_here') : t('answer_on', { device: name(device) })}
              onPress={() => run(commands.answer(call.id, device.id))}
            />
          ))}
        </div>
      )}
      {connected && (
        <div className="pairbig">
          {call.actions.includes('reject') && (
            <Button
              look="stop"
              size="huge"
              icon="phone"
              iconSize={22}
              label={t('reject')}
              onPress={() => run(commands.reject(call.id))}
            />
          )}
          {first && (
            <Button
              look="answer"
              size="huge"
              icon="phone"
              iconSize={22}
              label={isHere(first, me) ? t('answer') : t('answer_on', { device: name(first) })}
              onPress={() => run(commands.answer(call.id, first.id))}
            />
          )}
        </div>
      )}
    </main>
  );
}

function Face({ peer }: { peer: PeerView }) {
  return (
    <div className="face">
      <span className="halo">
        <Avatar name={peer.name} size={112} glyph={peer.person && glyphOf(peer.person.kind)} />
      </span>
      <h1>{peer.name}</h1>
      <p>
        {peer.place}
        {peer.place && peer.number && <br />}
        <span className="num">{peer.number}</span>
      </p>
    </div>
  );
}
