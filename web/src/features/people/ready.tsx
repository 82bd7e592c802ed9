// Nobody chosen: is everything ready to be called? Each step that is not says what to do.
import { useTranslation } from 'react-i18next';
import { allowNotifications, useSoftphone } from '../../platform/softphone';
import { Button } from '../../ui/button';
import { Icon, type IconName } from '../../ui/icons';
import { useRemembered } from '../../ui/local';
import { useDevices, useMe } from '../model';
import { isHere } from '../own_devices';
import { PaneScroll } from '../shell/pane_scroll';
import { useDeaf } from '../shell/reach_chip';
import { goTo } from '../shell/view';

type Step = { id: string; done: boolean; detail: string; action?: { label: string; icon?: IconName; run: () => void } };

function useSteps(): Step[] {
  const { t } = useTranslation(['people', 'shell']);
  const devices = useDevices();
  const me = useMe();
  const notifications = useSoftphone((state) => state.notifications);
  const [tested] = useRemembered('sound-tested', '');
  const phone = devices.find((device) => device.kind === 'phone');
  const here = devices.some((device) => isHere(device, me) && device.registered);
  const whereItRings = useSoftphone((state) => state.phase === 'other_tab') ? 'ready.other_tab' : 'ready.rings';
  const deaf = useDeaf();
  const steps: Step[] = [
    {
      id: 'phone',
      done: phone?.registered ?? false,
      detail: t(phone ? (phone.registered ? 'ready.rings' : 'ready.away') : 'ready.no_phone'),
      ...(phone ? {} : { action: { label: t('ready.add'), run: () => goTo({ kind: 'settings', page: 'devices' }) } }),
    },
    {
      id: 'browser',
      done: here && deaf === undefined,
      detail: here && deaf ? t(`shell:reach.deaf.${deaf}`) : t(here ? whereItRings : 'ready.not_registered'),
    },
  ];
  if (notifications !== 'unavailable') {
    steps.push({
      id: 'notifications',
      done: notifications === 'granted',
      detail: t(`ready.notifications_${notifications}`),
      ...(notifications === 'default'
        ? { action: { label: t('ready.allow'), run: () => void allowNotifications() } }
        : {}),
    });
  }
  steps.push({
    id: 'sound',
    done: tested !== '',
    detail: t(tested ? 'ready.sound_tested' : 'ready.sound'),
    ...(tested
      ? {}
      : { action: { label: t('ready.test'), icon: 'play', run: () => goTo({ kind: 'settings', page: 'sound' }) } }),
  });
  return steps;
}

export function Ready() {
  const { t } = useTranslation('people');
  const steps = useSteps();
  const done = steps.filter((step) => step.done).length;
  return (
    <PaneScroll>
      <section className="person">
        <div className="hd">
          <div>
            <h2 className="heading sm">{t('ready.title')}</h2>
            <p>{done === steps.length ? t('ready.all') : t('ready.some', { done, count: steps.length })}</p>
          </div>
        </div>
      </section>
      <section>
        <ol className="steps">
          {steps.map((step) => (
            <li key={step.id} className={step.done ? 'done' : ''}>
              <i>{step.done && <Icon name="check" size={14} />}</i>
              <div className="who">
                <b>{t(`ready.${step.id}_name`)}</b>
                <span>{step.detail}</span>
              </div>
              {step.action && (
                <Button size="small" icon={step.action.icon} label={step.action.label} onPress={step.action.run} />
              )}
            </li>
          ))}
        </ol>
      </section>
      <section className="quiet">
        <p>{t('ready.choose')}</p>
      </section>
    </PaneScroll>
  );
}
