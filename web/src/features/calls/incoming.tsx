// A call that rings here. It takes no focus; Answer is the first stop when one gets there, and F8 answers from anywhere.
import { useTranslation } from 'react-i18next';
import { useAudio } from '../../platform/audio';
import { silence, useSoftphone } from '../../platform/softphone';
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

/** Where this call can be answered: this browser first, unless it has no microphone. */
export function answerDevices(call: Call, devices: readonly Device[], me: Me, mayTalk: boolean): Device[] {
  const usable = call.answerOn.flatMap((id) => devices.find((device) => device.id === id) ?? []);
  const here = mayTalk ? 1 : -1;
  return usable.sort((a, b) => here * (Number(isHere(b, me)) - Number(isHere(a, me))));
}

/** False once the browser has refused the microphone: answering here would be answering mute. */
export function useMayTalk(): boolean {
  return useSoftphone((state) => state.microphone !== 'refused' && state.microphone !== 'missing');
}

export function useAnswerDevices(call: Call): Device[] {
  return answerDevices(call, useDevices(), useMe(), useMayTalk());
}

/** Silencing a call that this browser rings for, as long as it is heard; undefined where there is nothing to silence. */
export function useSilence(call: Call): (() => void) | undefined {
  const me = useMe();
  const devices = useDevices();
  const rings = useAudio((state) => state.sounds.ring);
  const silenced = useSoftphone((state) => state.silenced.includes(call.id));
  const here = devices.some((device) => isHere(device, me) && call.deviceIds.includes(device.id));
  return here && rings && !silenced ? () => silence(call.id) : undefined;
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
  const devices = useAnswerDevices(call);
  const alone = useCalls().every(isRinging);
  const silenceIt = useSilence(call);
  const name = useDeviceName();
  const label = (device: Device) => (isHere(device, me) ? t('answer_here') : t('answer_on', { device: name(device) }));
  return (
    <div className="take">
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
      <div className="lesser">
        {silenceIt && <Button icon="bell-off" label={t('silence')} onPress={silenceIt} />}
        {call.actions.includes('reject') && (
          <Button
            icon="phone"
            look="ending"
            label={t('reject')}
            keys={alone ? 'Shift F8' : undefined}
            onPress={() => run(commands.reject(call.id))}
          />
        )}
      </div>
    </div>
  );
}

function SecondCall({ call }: { call: Call }) {
  const { t } = useTranslation('calls');
  const peer = usePeer(call);
  const run = useRun();
  const [device] = useAnswerDevices(call);
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
