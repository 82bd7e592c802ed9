// The right pane below the dock: the person at hand, the peer of the call, or the consequence of a settings page.
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button';
import { LivePane } from '../admin/live_pane';
import { isRinging } from '../calls/incoming';
import { useNotStartedNumber } from '../calls/not_started';
import { type Call, type Person, useCalls, usePerson } from '../model';
import { AboutPeer, OutsideNumber, PersonPane } from '../people/person_pane';
import { Ready } from '../people/ready';
import { SettingsPane } from '../settings/pane';
import { PaneScroll } from './pane_scroll';
import { changeView, type Place, useView } from './view';

/** The call whose peer the pane speaks of: the one talked on, else the newest. */
function callAtHand(calls: readonly Call[]): Call | undefined {
  const docked = calls.filter((call) => !isRinging(call));
  return docked.find((call) => !call.heldByMe) ?? docked[0];
}

export function Aside({ place }: { place: Place }) {
  const chosen = usePerson(useView((view) => view.person));
  const call = callAtHand(useCalls());
  const peer = usePerson(call?.peer.personId);
  if (place.kind === 'admin') return <LivePane />;
  if (place.kind === 'settings') return <SettingsPane page={place.page ?? 'devices'} />;
  const person = chosen ?? peer;
  if (person) return <PersonAside person={person} />;
  if (!call) return <Ready />;
  return (
    <PaneScroll>
      <OutsideNumber number={call.peer.number} />
    </PaneScroll>
  );
}

/** Someone whose name stands in a card already is not named again. */
export function PersonAside({ person }: { person: Person }) {
  const call = callAtHand(useCalls());
  const notStarted = useNotStartedNumber();
  const inCall = call !== undefined && call.peer.personId === person.id;
  return (
    <PaneScroll>
      {inCall || person.number === notStarted ? (
        <AboutPeer person={person} number={inCall ? call.peer.number : ''} />
      ) : (
        <PersonPane person={person} />
      )}
    </PaneScroll>
  );
}

export function AsideOver({ place }: { place: Place }) {
  const { t } = useTranslation('shell');
  const chosen = usePerson(useView((view) => view.person));
  if (place.kind !== 'home' || !chosen) return null;
  return (
    <aside className="aside aside-over" aria-label={t('aside')}>
      <Button
        className="back"
        look="plain"
        icon="chevron-left"
        label={t('back')}
        onPress={() => changeView({ person: undefined })}
      />
      <PersonAside person={chosen} />
    </aside>
  );
}
