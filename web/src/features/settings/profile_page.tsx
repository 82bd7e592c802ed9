// Who one is here, and the password. It signs one in and never goes into a phone.
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as commands from '../../session/commands';
import { asRefusal } from '../../session/refusal';
import { Avatar } from '../../ui/avatar';
import { Button } from '../../ui/button';
import { PasswordField } from '../../ui/field';
import { Icon } from '../../ui/icons';
import { useConnected, useMe, useMyself, useSystem } from '../model';
import { useRefusalText } from '../run';

export function ProfilePage() {
  const { t } = useTranslation('settings');
  const me = useMe();
  const connected = useConnected();
  return (
    <>
      <div className="head">
        <h1>{t('page.profile')}</h1>
      </div>
      <div className="scroll">
        <Myself />
        {me.mayChangePassword && connected && <PasswordForm />}
      </div>
    </>
  );
}

function Myself() {
  const { t } = useTranslation(['settings', 'people']);
  const myself = useMyself();
  if (!myself) return null;
  const rows = [
    [t('people:extension'), myself.number],
    [t('people:short_name'), myself.shortName],
    [t('people:mail_address'), myself.email],
    [t('people:department'), myself.department],
    [t('people:location'), myself.location],
  ].filter(([, value]) => value);
  return (
    <section className="blk myself">
      <div className="hd">
        <Avatar name={myself.name} size={56} />
        <div>
          <h2 className="heading sm">{myself.name}</h2>
          <p>{t('settings:kept_by_admin')}</p>
        </div>
      </div>
      <dl className="nums">
        {rows.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

type Wrong = { old?: string; next?: string; again?: string };

function PasswordForm() {
  const { t } = useTranslation('settings');
  const policy = useSystem()?.passwordPolicy;
  const text = useRefusalText();
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [wrong, setWrong] = useState<Wrong>({});
  const [done, setDone] = useState(false);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setDone(false);
    if (next !== again) return setWrong({ again: t('password.differ') });
    setBusy(true);
    setWrong({});
    try {
      await commands.changePassword(old, next);
      setDone(true);
      setOld('');
      setNext('');
      setAgain('');
    } catch (error) {
      const refusal = asRefusal(error);
      setWrong(refusal.code === 'access.password_wrong' ? { old: text(refusal) } : { next: text(refusal) });
    } finally {
      setBusy(false);
    }
  };
  const help = policy && t('password.policy', { count: policy.minLength, classes: policy.minClasses });
  return (
    <section className="blk">
      <h2>{t('password.title')}</h2>
      <form className="form" onSubmit={submit} noValidate>
        <PasswordField
          label={t('password.old')}
          autoComplete="current-password"
          value={old}
          onChange={setOld}
          refusal={wrong.old}
        />
        <PasswordField
          label={t('password.new')}
          autoComplete="new-password"
          value={next}
          onChange={setNext}
          refusal={wrong.next}
          help={help}
        />
        <PasswordField
          label={t('password.again')}
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          refusal={wrong.again}
        />
        <div className="row-of">
          <Button
            type="submit"
            look="primary"
            label={t('password.change')}
            isDisabled={busy || old === '' || next === '' || again === ''}
          />
          <span role="status" className="done-line">
            {done && (
              <>
                <Icon name="check" size={14} />
                {t('password.done')}
              </>
            )}
          </span>
        </div>
      </form>
    </section>
  );
}
