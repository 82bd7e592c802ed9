import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { dismiss, useNotices } from './notices';

export function Notices() {
  const { t } = useTranslation('shell');
  const notices = useNotices();
  return (
    <div className="notices" role="status">
      {notices.map((notice) => (
        <div key={notice.id} className={notice.bad ? 'notice bad' : 'notice'}>
          <Icon name={notice.bad ? 'alert' : 'phone'} />
          <span>{notice.text}</span>
          <IconButton className="tight" icon="x" label={t('dismiss')} tip={false} onPress={() => dismiss(notice.id)} />
        </div>
      ))}
    </div>
  );
}
