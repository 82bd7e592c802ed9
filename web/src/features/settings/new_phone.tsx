// What a phone has to be told, with its secret this once, and whether it has come.
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { clockTime } from '../clock';
import { type System, useDevices, useSystem } from '../model';
import { tell } from '../shell/notices';
import { forgetSecret, useNewSecret } from './new_secret';

type Transport = { name: string; port: number };

function transports(system: System): Transport[] {
  const { tlsPort, tcpPort, udpPort } = system.sip;
  return [
    { name: 'TLS', port: tlsPort },
    { name: 'TCP', port: tcpPort },
    { name: 'UDP', port: udpPort },
  ].filter((one) => one.port > 0);
}

function ServerRows({ system }: { system: System }) {
  const { t } = useTranslation('devices');
  return (
    <>
      <div>
        <dt>{t('sip.server')}</dt>
        <dd>{system.sip.host}</dd>
      </div>
      {system.name !== system.sip.host && (
        <div>
          <dt>{t('sip.domain')}</dt>
          <dd>{system.name}</dd>
        </div>
      )}
      {transports(system).map((one, i) => (
        <div key={one.name}>
          <dt>{i === 0 ? t('sip.transport') : ''}</dt>
          <dd>
            {t('sip.port', { name: one.name, port: one.port })}
            {i === 0 && <span>{t('sip.best')}</span>}
          </dd>
        </div>
      ))}
    </>
  );
}

export function NewPhone() {
  const { t } = useTranslation('devices');
  const system = useSystem();
  const { secret, name } = useNewSecret();
  if (!secret || !system) return null;
  return (
    <>
      <section className="person">
        <div className="hd">
          <div>
            <h2 className="heading sm">{name}</h2>
            <p>{t('enter_these')}</p>
          </div>
          <IconButton icon="x" label={t('close')} onPress={forgetSecret} />
        </div>
      </section>
      <section>
        <h3>{t('settings')}</h3>
        <dl className="nums">
          <ServerRows system={system} />
          <div>
            <dt>{t('sip.user')}</dt>
            <dd>{secret.authUser}</dd>
          </div>
          <div>
            <dt>{t('sip.address')}</dt>
            <dd>{secret.uri.replace(/^sips?:/, '')}</dd>
          </div>
        </dl>
        <Secret value={secret.secret} />
      </section>
      <Then deviceId={secret.deviceId} />
    </>
  );
}

function Secret({ value }: { value: string }) {
  const { t } = useTranslation('devices');
  const copy = () => {
    navigator.clipboard.writeText(value).then(
      () => tell(t('copied')),
      () => tell(t('copy_failed'), true),
    );
  };
  return (
    <div className="field secretbox">
      <span className="label lab">
        {t('secret')}
        <span className="grow" />
        <span className="from">{t('shown_once')}</span>
      </span>
      <div className="secret">
        <span className="mono">{value}</span>
        <IconButton icon="copy" label={t('copy')} onPress={copy} />
      </div>
      <p className="help">{t('secret_help')}</p>
    </div>
  );
}

function Then({ deviceId }: { deviceId: string }) {
  const { t, i18n } = useTranslation('devices');
  const { since } = useNewSecret();
  const device = useDevices().find((one) => one.id === deviceId);
  // A registration from before the new secret is not the phone that is waited for.
  const come = device?.registered === true && (device.registeredSince ?? 0) >= since - 60_000;
  const steps = [
    {
      id: 'registers',
      done: come,
      detail: come ? t('then.from', { address: device?.address ?? '' }) : t('then.waiting'),
    },
    {
      id: 'rings',
      done: come,
      detail:
        come && device?.registeredSince
          ? t('since', { time: clockTime(device.registeredSince, i18n.language) })
          : t('then.then'),
    },
  ];
  return (
    <section aria-live="polite">
      <h3>{t('then.title')}</h3>
      <ul className="steps tight">
        {steps.map((step) => (
          <li key={step.id} className={step.done ? 'done' : ''}>
            <i>{step.done && <Icon name="check" size={13} />}</i>
            <div className="who">
              <b>{t(`then.${step.id}`)}</b>
              <span>{step.detail}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** No secret at hand: what any phone needs to know besides it. */
export function PhoneHelp() {
  const { t } = useTranslation('devices');
  const system = useSystem();
  return (
    <>
      <section className="person">
        <div className="hd">
          <div>
            <h2 className="heading sm">{t('help.title')}</h2>
            <p>{t('help.text')}</p>
          </div>
        </div>
      </section>
      {system && (
        <section>
          <h3>{t('help.server')}</h3>
          <dl className="nums">
            <ServerRows system={system} />
          </dl>
        </section>
      )}
      <section>
        <h3>{t('help.lost')}</h3>
        <p className="muted sm">{t('help.lost_text')}</p>
      </section>
    </>
  );
}
