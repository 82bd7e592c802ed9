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
import { PageHead } from './page_head';

export function ProfilePage() {
  const { t } = useTranslation('settings');
  const me = useMe();
  const connected = useConnected();
  return (
    <>
      <PageHead title={t('page.profile')} />
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

const kNothing = { old: '', next: '', again: '' };

function usePasswordChange() {
  const { t } = useTranslation('settings');
  const text = useRefusalText();
  const [typed, setTyped] = useState(kNothing);
  const [wrong, setWrong] = useState<Wrong>({});
  const [state, setState] = useState<'idle' | 'busy' | 'done'>('idle');
  const change = async () => {
    if (typed.next !== typed.again) {
      setState('idle');
      setWrong({ again: t('password.differ') });
      return;
    }
    setState('busy');
    setWrong({});
    try {
      await commands.changePassword(typed.old, typed.next);
      setState('done');
      setTyped(kNothing);
    } catch (error) {
      const refusal = asRefusal(error);
      setState('idle');
      setWrong(refusal.code === 'access.password_wrong' ? { old: text(refusal) } : { next: text(refusal) });
    }
  };
  const complete = typed.old !== '' && typed.next !== '' && typed.again !== '';
  const field = (name: keyof typeof kNothing) => ({
    label: t(`password.${name === 'next' ? 'new' : name}`),
    value: typed[name],
    onChange: (value: string) => setTyped({ ...typed, [name]: value }),
    refusal: wrong[name],
  });
  return { change, field, state, complete };
}

function PasswordForm() {
  const { t } = useTranslation('settings');
  const policy = useSystem()?.passwordPolicy;
  const { change, field, state, complete } = usePasswordChange();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void change();
  };
  const help = policy && t('password.policy', { count: policy.minLength, classes: policy.minClasses });
  return (
    <section className="blk">
      <h2>{t('password.title')}</h2>
      <form className="form" onSubmit={submit} noValidate>
        <PasswordField {...field('old')} autoComplete="current-password" />
        <PasswordField {...field('next')} autoComplete="new-password" help={help} />
        <PasswordField {...field('again')} autoComplete="new-password" />
        <div className="row-of">
          <Button
            type="submit"
            look="primary"
            label={t('password.change')}
            isDisabled={state === 'busy' || !complete}
          />
          <span role="status" className="done-line">
            {state === 'done' && (
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
