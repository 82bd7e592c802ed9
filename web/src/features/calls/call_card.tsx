// An own call that is being set up or talked on: who, how long, and what is possible now. What is impossible is absent.
import { useState } from 'react';
import { Button as Act } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import * as commands from '../../session/commands';
import { Avatar } from '../../ui/avatar';
import { Button, IconButton } from '../../ui/button';
import { Icon, type IconName } from '../../ui/icons';
import { Lamp } from '../../ui/lamp';
import { Tip } from '../../ui/tip';
import { Elapsed } from '../clock';
import { type Call, useConnected } from '../model';
import { glyphOf } from '../people/state';
import { useRun } from '../run';
import { DigitPad } from './digit_pad';
import { togglePad, usePadOf } from './pad_state';
import { type CallWords, firstName, type PeerView, useCallWords, usePeer } from './peer';

export function CallCard({ call }: { call: Call }) {
  const peer = usePeer(call);
  const words = useCallWords(call);
  const { t } = useTranslation('calls');
  const connected = useConnected();
  return (
    <article
      className={words.held ? 'callcard held' : 'callcard live'}
      aria-label={t('card', { name: peer.name, state: words.word })}
    >
      <CardHead call={call} peer={peer} words={words} />
      {connected ? <CardActions call={call} peer={peer} held={words.held} /> : <Unaffected call={call} />}
    </article>
  );
}

function CardHead({ call, peer, words }: { call: Call; peer: PeerView; words: CallWords }) {
  return (
    <header>
      <Avatar
        name={peer.person || call.peer.name ? peer.name : ''}
        size={44}
        glyph={peer.person && glyphOf(peer.person.kind)}
      />
      <div className="who">
        <b title={peer.name}>{peer.name}</b>
        {peer.line && <span className="num">{peer.line}</span>}
      </div>
      <div className="clock">
        <Elapsed since={words.since} />
        <span>
          {words.held ? <Icon name="pause" size={12} /> : words.lamp && <Lamp shape={words.lamp} size={12} />}
          {words.word}
        </span>
      </div>
    </header>
  );
}

export function Unaffected({ call }: { call: Call }) {
  const { t } = useTranslation('calls');
  return (
    <p className="hintline">
      <Icon name={call.state === 'talking' ? 'desk' : 'wifi-off'} />
      <span>{t('not_affected')}</span>
    </p>
  );
}

type ActionsProps = { call: Call; peer: PeerView; held: boolean };

function CardActions({ call, peer, held }: ActionsProps) {
  const { t } = useTranslation('calls');
  const run = useRun();
  const can = (action: Call['actions'][number]) => call.actions.includes(action);
  if (held) {
    return (
      <div className="doing tight">
        {can('retrieve') && (
          <Button
            icon="play"
            label={t('back_to', { name: peer.person ? firstName(peer.name) : peer.name })}
            onPress={() => run(commands.retrieve(call.id))}
          />
        )}
        {can('hang_up') && (
          <Button icon="phone" look="ending" label={t('hang_up')} onPress={() => run(commands.hangUp(call.id))} />
        )}
      </div>
    );
  }
  return <LiveActions call={call} />;
}

function LiveActions({ call }: { call: Call }) {
  const { t } = useTranslation('calls');
  const run = useRun();
  const pad = usePadOf(call.id);
  const can = (action: Call['actions'][number]) => call.actions.includes(action);
  return (
    <>
      {pad && can('send_digits') && <InCallPad call={call} />}
      <div className="actions">
        {can('hold') && <CardAct icon="pause" label={t('hold')} keys="H" onPress={() => run(commands.hold(call.id))} />}
        {can('mute') && (
          <CardAct
            icon="mic-off"
            label={t(call.muted ? 'unmute' : 'mute')}
            keys="M"
            on={call.muted}
            onPress={() => run(commands.mute(call.id, !call.muted))}
          />
        )}
        {can('send_digits') && (
          <CardAct icon="grip" label={t('keypad')} keys="K" on={pad} onPress={() => togglePad(call.id)} />
        )}
        {can('hang_up') && (
          <Tip text={t('hang_up')} keys="Shift F8">
            <Act className="act hang whole" onPress={() => run(commands.hangUp(call.id))}>
              <Icon name="phone" size={18} />
              <span>{t(call.state === 'talking' ? 'hang_up' : 'cancel')}</span>
            </Act>
          </Tip>
        )}
      </div>
    </>
  );
}

type ActProps = { icon: IconName; label: string; keys: string; on?: boolean; onPress: () => void };

function CardAct({ icon, label, keys, on, onPress }: ActProps) {
  return (
    <Tip text={label} keys={keys}>
      <Act className={on ? 'act on' : 'act'} aria-pressed={on} onPress={onPress}>
        <Icon name={icon} size={18} />
        <span>{label}</span>
      </Act>
    </Tip>
  );
}

export function InCallPad({ call }: { call: Call }) {
  const { t } = useTranslation('calls');
  const run = useRun();
  const [sent, setSent] = useState('');
  const send = (digit: string) => {
    setSent((before) => (before + digit).slice(-16));
    run(commands.sendDigits(call.id, digit));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: digits typed anywhere in the pad are sent, the keys themselves are buttons
    <div
      className="padbox"
      onKeyDown={(event) => {
        if (/^[0-9*#]$/.test(event.key)) send(event.key);
        if (event.key === 'Escape') togglePad(call.id);
      }}
    >
      <div className="sent">
        <span>{t('sent')}</span>
        <b>{sent}</b>
        <span className="grow" />
        <IconButton className="tight" icon="x" label={t('close_pad')} onPress={() => togglePad(call.id)} />
      </div>
      <DigitPad dense onDigit={send} />
    </div>
  );
}
