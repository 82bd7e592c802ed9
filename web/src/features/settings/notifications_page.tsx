// What this browser shows on the desktop while its window is not looked at.
import { useTranslation } from 'react-i18next';
import {
  allowNotifications,
  chooseNotifications,
  type NotificationChoice,
  useNotificationChoice,
  useSoftphone,
} from '../../platform/softphone';
import { Button } from '../../ui/button';
import { Toggle } from '../../ui/choice';
import { Refusal } from '../../ui/field';
import { useRun } from '../run';
import { HereOnly, PageHead } from './page_head';
import { Row } from './row';

const kKinds: readonly (keyof NotificationChoice)[] = ['calls', 'missed'];

export function NotificationsPage() {
  const { t } = useTranslation('settings');
  const permission = useSoftphone((state) => state.notifications);
  const choice = useNotificationChoice();
  return (
    <>
      <PageHead title={t('page.notifications')}>
        <HereOnly />
      </PageHead>
      <div className="scroll">
        <section className="blk">
          <h2>{t('notify.title')}</h2>
          {permission !== 'granted' && <Permission permission={permission} />}
          {permission === 'granted' &&
            kKinds.map((kind) => (
              <Row key={kind} label={t(`notify.${kind}`)} hint={t(`notify.${kind}_hint`)}>
                <Toggle
                  label={t(`notify.${kind}`)}
                  value={choice[kind]}
                  onChange={(on) => chooseNotifications({ [kind]: on })}
                />
              </Row>
            ))}
        </section>
      </div>
    </>
  );
}

function Permission({ permission }: { permission: 'default' | 'denied' | 'unavailable' }) {
  const { t } = useTranslation('settings');
  const run = useRun();
  return (
    <Row label={t('notify.permission')}>
      {permission === 'default' ? (
        <>
          <Button icon="bell" label={t('notify.allow')} onPress={() => run(allowNotifications())} />
          <span className="muted">{t('notify.default')}</span>
        </>
      ) : (
        <Refusal text={t(`notify.${permission}`)} />
      )}
    </Row>
  );
}
