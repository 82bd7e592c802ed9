// A call that rings here. It takes no focus; Answer is the first stop when one gets there, and F8 answers from anywhere.
import { useTranslation } from 'react-i18next';
import * as commands from '../../session/commands';
import { Avatar } from '../../ui/avatar';
import { Button, IconButton } from '../../ui/button';
import { Lamp } from '../../ui/lamp';
import { Elapsed } from '../clock';
import { type Call, type Device, type Me, useCalls, useDevices, useMe } from '../model';
import { isHere, useDeviceName } from '../own_devices';
import { glyphOf } from '../people/state';
import { useRun } from '../run';
import { usePeer } from './peer';

/** Where this call can be answered: this browser first. */
export function answerDevices(call: Call, devices: readonly Device[], me: Me): Device[] {
  const usable = call.answerOn.flatMap((id) => devices.find((device) => device.id === id) ?? []);
  return usable.sort((a, b) => Number(isHere(b, me)) - Number(isHere(a, me)));
}

export function isRinging(call: Call): boolean {
  return call.state === 'ringing' && call.direction === 'in';
}

/** The first ringing call in full, further ones as short cards below it. */
export function Ringers({ calls }: { calls: readonly Call[] }) {
  const ringing = calls.filter(isRinging);
  if (ringing.length === 0) return null;
  return (
    <div className="ringers" data-region="incoming">
      {ringing.map((call, i) =>
        i === 0 ? <Incoming key={call.id} call={call} /> : <SecondCall key={call.id} call={call} />,
      )}
    </div>
  );
}

function Incoming({ call }: { call: Call }) {
  const { t } = useTranslation('calls');
  const peer = usePeer(call);
  return (
    <section className="float incoming" aria-label={t('call_from', { name: peer.name })}>
      <header>
        <Avatar
          name={peer.person || call.peer.name ? peer.name : ''}
          size={56}
          glyph={peer.person && glyphOf(peer.person.kind)}
        />
        <div className="who">
          <b title={peer.name}>{peer.name}</b>
          {peer.line && <span className="num">{peer.line}</span>}
        </div>
        <span className="ringtime">
          <Lamp shape="ringing" size={13} />
          <Elapsed since={call.startedAt} short />
        </span>
      </header>
      <TakeButtons call={call} />
    </section>
  );
}

function TakeButtons({ call }: { call: Call }) {
  const { t } = useTranslation('calls');
  const run = useRun();
  const me = useMe();
  const devices = answerDevices(call, useDevices(), me);
  const alone = useCalls().every(isRinging);
  const name = useDeviceName();
  const label = (device: Device) => (isHere(device, me) ? t('answer_here') : t('answer_on', { device: name(device) }));
  const reject = call.actions.includes('reject') && (
    <Button
      icon="phone"
      look="ending"
      size={devices.length % 2 === 1 ? 'big' : 'normal'}
      label={t('reject')}
      keys={alone ? 'Shift F8' : undefined}
      onPress={() => run(commands.reject(call.id))}
    />
  );
  return (
    <div className={devices.length % 2 === 1 ? 'take' : 'take rejectbelow'}>
      {devices.map((device, i) => (
        <Button
          key={device.id}
          size="big"
          look={i === 0 ? 'answer' : 'outline'}
          icon={isHere(device, me) ? 'phone' : 'desk'}
          label={label(device)}
          keys={i === 0 ? 'F8' : undefined}
          onPress={() => run(commands.answer(call.id, device.id))}
        />
      ))}
      {reject}
    </div>
  );
}

function SecondCall({ call }: { call: Call }) {
  const { t } = useTranslation('calls');
  const peer = usePeer(call);
  const run = useRun();
  const [device] = answerDevices(call, useDevices(), useMe());
  return (
    <section className="float second" aria-label={t('call_from', { name: peer.name })}>
      <Avatar
        name={peer.person || call.peer.name ? peer.name : ''}
        size={40}
        glyph={peer.person && glyphOf(peer.person.kind)}
      />
      <div className="who">
        <b title={peer.name}>{peer.name}</b>
        <span>
          {peer.number} {peer.number && '· '}
          <Elapsed since={call.startedAt} short />
        </span>
      </div>
      {device && (
        <Button
          look="answer"
          icon="phone"
          label={t('answer')}
          onPress={() => run(commands.answer(call.id, device.id))}
        />
      )}
      {call.actions.includes('reject') && (
        <IconButton className="end" icon="phone" label={t('reject')} onPress={() => run(commands.reject(call.id))} />
      )}
    </section>
  );
}
