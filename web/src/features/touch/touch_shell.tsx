// The client on a touch screen: places in a bar below, calls fill the screen, targets are 44 px.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as commands from '../../session/commands';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { LivePage } from '../admin/live_page';
import { isRinging } from '../calls/incoming';
import { NotStartedCard } from '../calls/not_started';
import { type Call, useCalls, useConnection, useMe, usePerson } from '../model';
import { useRun } from '../run';
import { PageBody, SettingsMenu } from '../settings/settings';
import { PersonAside } from '../shell/aside';
import { Banners } from '../shell/banners';
import { callAtHand } from '../shell/keys';
import { changeView, type Place, placeFor, useView } from '../shell/view';
import { TabBar } from './tab_bar';
import { TouchCall } from './touch_call';
import { TouchHome } from './touch_home';
import { TouchIncoming } from './touch_incoming';
import './touch.css';

export function TouchShell() {
  const calls = useCalls();
  const stale = useConnection().phase !== 'open';
  const [away, setAway] = useState<string>();
  const ringing = calls.find(isRinging);
  const call = callAtHand(calls);
  // Gone from the call to the client: until another call comes, it stays a line at the top.
  const shown = call && call.id !== away ? call : undefined;
  if (ringing) return <TouchIncoming call={ringing} />;
  if (shown)
    return (
      <TouchCall call={shown} others={calls.filter((one) => one.id !== shown.id)} onBack={() => setAway(shown.id)} />
    );
  return (
    <div className={stale ? 'phone stale' : 'phone'}>
      <NotStartedCard />
      {call && <CallLine call={call} onOpen={() => setAway(undefined)} />}
      <TouchPlace />
    </div>
  );
}

function CallLine({ call, onOpen }: { call: Call; onOpen: () => void }) {
  const { t } = useTranslation('calls');
  return (
    <Button
      className="callline"
      look="stop"
      icon="phone"
      label={t('back_to_call', { name: call.peer.name || call.peer.number })}
      onPress={onOpen}
    />
  );
}

function TouchPlace() {
  const me = useMe();
  const place = placeFor(
    useView((view) => view.place),
    me.administrator,
  );
  const person = usePerson(useView((view) => view.person));
  if (place.kind === 'home' && person) return <TouchPerson />;
  return (
    <>
      <Banners />
      {place.kind === 'home' && <TouchHome />}
      {place.kind === 'settings' && <TouchSettings place={place} />}
      {place.kind === 'admin' && (
        <main className="sheet objects whole">
          <LivePage below />
        </main>
      )}
      <TabBar place={place} />
    </>
  );
}

function TouchPerson() {
  const { t } = useTranslation('shell');
  const person = usePerson(useView((view) => view.person));
  if (!person) return null;
  return (
    <main className="sheet aside">
      <h1 className="heard">{t('aside')}</h1>
      <Button
        className="back"
        look="plain"
        icon="chevron-left"
        label={t('back')}
        onPress={() => changeView({ person: undefined })}
      />
      <PersonAside person={person} />
    </main>
  );
}

function TouchSettings({ place }: { place: Place }) {
  const { t } = useTranslation('shell');
  const run = useRun();
  const page = place.kind === 'settings' ? place.page : undefined;
  if (!page) {
    return (
      <main className="scroll menu-only">
        <SettingsMenu page={undefined} heading="h1" />
        <Button
          className="signout"
          size="tall"
          icon="log-out"
          label={t('sign_out')}
          onPress={() => run(commands.signOut())}
        />
      </main>
    );
  }
  return (
    <main className="sheet objects whole">
      <a className="btn plain back" href="#/settings">
        <Icon name="chevron-left" />
        <span>{t('settings')}</span>
      </a>
      <PageBody page={page} below />
    </main>
  );
}
