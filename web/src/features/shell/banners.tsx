// What concerns the whole client stands above the list, in words and with a way out.
import { useTranslation } from 'react-i18next';
import { unblockSound, useHeldBack } from '../../platform/softphone';
import * as commands from '../../session/commands';
import { Button } from '../../ui/button';
import { useNow } from '../../ui/clock';
import { Icon } from '../../ui/icons';
import { clockTime } from '../clock';
import { type Connection, useConnection, useDevices, useMe } from '../model';
import { isHere } from '../own_devices';

export function Banners() {
  const connection = useConnection();
  const blocked = useHeldBack();
  const me = useMe();
  const ringsHere = useDevices().some((device) => device.registered && isHere(device, me));
  if (connection.phase !== 'open') return <Reconnecting connection={connection} />;
  // Where calls do not ring in this browser anyway, held back sound is nobody's trouble.
  return blocked && ringsHere ? <SoundBlocked where={blocked} /> : null;
}

function Reconnecting({ connection }: { connection: Connection }) {
  const { t, i18n } = useTranslation('shell');
  const phone = useDevices().find((device) => device.kind === 'phone' && device.registered);
  return (
    <div className="banner" role="status">
      <Icon name="wifi-off" size={18} />
      <p>
        <b>{t('reconnecting.title')}</b> {phone && `${t('reconnecting.phone', { device: phone.name })} `}
        {t('reconnecting.stale', { time: clockTime(connection.since, i18n.language) })}
      </p>
      <NextTry connection={connection} />
      <Button size="small" label={t('reconnecting.now')} onPress={() => commands.reconnectNow()} />
    </div>
  );
}

function NextTry({ connection }: { connection: Connection }) {
  const { t } = useTranslation('shell');
  const now = useNow();
  if (connection.nextTryAt === undefined)
    return (
      <span className="num" aria-hidden="true">
        {t('reconnecting.trying')}
      </span>
    );
  const seconds = Math.max(1, Math.ceil((connection.nextTryAt - now) / 1000));
  return (
    <span className="num" aria-hidden="true">
      {t('reconnecting.next', { seconds })}
    </span>
  );
}

function SoundBlocked({ where }: { where: 'here' | 'elsewhere' }) {
  const { t } = useTranslation('shell');
  return (
    <div className="banner" role="status">
      <Icon name="volume-off" size={18} />
      <p>
        <b>{t('sound_blocked.title')}</b> {t(where === 'here' ? 'sound_blocked.why' : 'sound_blocked.elsewhere')}
      </p>
      {where === 'here' && (
        <Button size="small" icon="volume" label={t('sound_blocked.allow')} onPress={() => unblockSound()} />
      )}
    </div>
  );
}
