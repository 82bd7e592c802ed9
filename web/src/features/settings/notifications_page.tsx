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
import { Icon } from '../../ui/icons';
import { useRun } from '../run';
import { Row } from './row';

const kKinds: readonly (keyof NotificationChoice)[] = ['calls', 'missed'];

export function NotificationsPage() {
  const { t } = useTranslation(['settings', 'sound']);
  const permission = useSoftphone((state) => state.notifications);
  const choice = useNotificationChoice();
  return (
    <>
      <div className="head">
        <h1>{t('settings:page.notifications')}</h1>
        <span className="grow" />
        <span className="from">
          <Icon name="laptop" size={12} />
          {t('sound:here_only')}
        </span>
      </div>
      <div className="scroll">
        <section className="blk">
          <h2>{t('settings:notify.title')}</h2>
          {permission !== 'granted' && <Permission permission={permission} />}
          {permission === 'granted' &&
            kKinds.map((kind) => (
              <Row key={kind} label={t(`settings:notify.${kind}`)} hint={t(`settings:notify.${kind}_hint`)}>
                <Toggle
                  label={t(`settings:notify.${kind}`)}
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
