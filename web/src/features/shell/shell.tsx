// The frame of a signed-in client: wide, narrow or touch. Places come and go in the middle; calls and banners stay.
import { useTranslation } from 'react-i18next';
import { Admin } from '../admin/admin';
import { Box } from '../box/box';
import { Dock } from '../calls/dock';
import { Ringers } from '../calls/incoming';
import { Strips } from '../calls/strips';
import { useCalls, useConnection, useMe, usePerson } from '../model';
import { Home } from '../people/home';
import { Settings } from '../settings/settings';
import { TouchShell } from '../touch/touch_shell';
import { Announcer } from './announcer';
import { Aside, AsideOver } from './aside';
import { Banners } from './banners';
import { useKeys } from './keys';
import { KeysDialog } from './keys_dialog';
import { useLayout } from './layout';
import { Notices } from './notice_list';
import { Rail } from './rail';
import { TopBar } from './top_bar';
import { type Place, placeFor, useView } from './view';
import './shell.css';

export function Shell() {
  const layout = useLayout();
  useKeys();
  return (
    <>
      {layout === 'touch' ? <TouchShell /> : <DeskShell narrow={layout === 'narrow'} />}
      <KeysDialog />
      <Notices />
      <Announcer />
    </>
  );
}

function DeskShell({ narrow }: { narrow: boolean }) {
  const { t } = useTranslation('shell');
  const stale = useConnection().phase !== 'open';
  const me = useMe();
  const place = placeFor(
    useView((view) => view.place),
    me.administrator,
  );
  const calls = useCalls();
  const classes = ['app', narrow ? 'narrow' : '', stale ? 'stale' : ''].filter(Boolean).join(' ');
  return (
    <div className={classes}>
      <TopBar box={<Box />} narrow={narrow} />
      <Rail place={place} />
      {narrow && <Strips calls={calls} />}
      <main className="main" data-region="middle">
        <Banners />
        {place.kind === 'settings' && <Settings page={place.page ?? 'devices'} below={narrow} />}
        {place.kind === 'admin' && <Admin below={narrow} />}
        {place.kind === 'home' && <Home />}
        {narrow && <NarrowOver place={place} />}
      </main>
      {narrow ? (
        <Ringers calls={calls} />
      ) : (
        <aside className="aside" aria-label={t('aside')}>
          <Dock />
          <Aside place={place} />
        </aside>
      )}
    </div>
  );
}

/** Below 900 px the right pane covers the middle when someone was chosen. */
function NarrowOver({ place }: { place: Place }) {
  const person = usePerson(useView((view) => view.person));
  if (place.kind === 'home' && !person) return null;
  return <AsideOver place={place} />;
}
