// The dock: the upper part of the right pane. A call's card stays where it came, whatever place the person goes to.
import { useTranslation } from 'react-i18next';
import { useSoftphone } from '../../platform/softphone';
import { useCalls } from '../model';
import { CallCard } from './call_card';
import { isRinging, Ringers } from './incoming';
import { NotStartedCard } from './not_started';
import './calls.css';
import './incoming.css';

export function useHasDock(): boolean {
  const refused = useSoftphone((state) => state.notStarted !== undefined);
  return useCalls().some((call) => !isRinging(call)) || refused;
}

/** Ringing calls float until one talks; beside a call they stand in the dock below it. */
export function Dock() {
  const { t } = useTranslation('calls');
  const calls = useCalls();
  const docked = calls.filter((call) => !isRinging(call));
  const hasDock = useHasDock();
  if (!hasDock) return <Ringers calls={calls} />;
  return (
    <section className="calls" aria-label={t('calls')} data-region="dock">
      <NotStartedCard />
      {docked.map((call) => (
        <CallCard key={call.id} call={call} />
      ))}
      <Ringers calls={calls} />
    </section>
  );
}
