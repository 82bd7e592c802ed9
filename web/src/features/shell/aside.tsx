// The right pane below the dock: the person at hand, the peer of the call, or the consequence of a settings page.
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button';
import { isRinging } from '../calls/incoming';
import { useNotStartedNumber } from '../calls/not_started';
import { type Call, useCalls, usePerson } from '../model';
import { AboutPeer, OutsideNumber, PersonPane } from '../people/person_pane';
import { Ready } from '../people/ready';
import { SettingsPane } from '../settings/pane';
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
  const notStarted = useNotStartedNumber();
  if (place.kind === 'settings') return <SettingsPane page={place.page ?? 'devices'} />;
  const inCall = call && peer && (!chosen || chosen.id === peer.id);
  if (inCall) {
    return (
      <div className="scroll" data-region="pane">
        <AboutPeer person={peer} number={call.peer.number} />
      </div>
    );
  }
  if (chosen && chosen.number === notStarted) {
    return (
      <div className="scroll" data-region="pane">
        <AboutPeer person={chosen} number="" />
      </div>
    );
  }
  if (!chosen && call) {
    return (
      <div className="scroll" data-region="pane">
        <OutsideNumber number={call.peer.number} />
      </div>
    );
  }
  if (!chosen) return <Ready />;
  return (
    <div className="scroll" data-region="pane">
      <PersonPane person={chosen} />
    </div>
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
      <div className="scroll" data-region="pane">
        <PersonPane person={chosen} />
      </div>
    </aside>
  );
}
