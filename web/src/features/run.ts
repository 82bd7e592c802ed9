// Asks the server and says so when it refuses: every refusal has a sentence, none is swallowed.
import { useTranslation } from 'react-i18next';
import { asRefusal, type Refusal, refusalKey } from '../session/refusal';
import { tell } from './shell/notices';

export function useRefusalText(): (refusal: Refusal) => string {
  const { t } = useTranslation();
  return (refusal) => t(refusalKey(refusal.code), { seconds: refusal.retryAfter, count: refusal.retryAfter });
}

/** Runs a command; a refusal becomes a notice. */
export function useRun(): (command: Promise<unknown>) => void {
  const text = useRefusalText();
  return (command) => {
    command.catch((error: unknown) => tell(text(asRefusal(error)), true));
  };
}
