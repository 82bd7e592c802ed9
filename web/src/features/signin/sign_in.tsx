// Signing in with name and password. A refusal says what happened; which of the two was wrong is not told.
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as commands from '../../session/commands';
import { asRefusal, type Refusal } from '../../session/refusal';
import { Button } from '../../ui/button';
import { Field, PasswordField, Refusal as RefusalText } from '../../ui/field';
import { Icon, Logo } from '../../ui/icons';
import { useConnection } from '../model';
import { useRefusalText } from '../run';
import { LampField } from './lamp_field';
import { LanguageChoice } from './language_choice';
import './signin.css';

export function SignIn() {
  return (
    <div className="sign">
      <main>
        <div className="word">
          <Logo size={34} />
          <b>Sidetone</b>
        </div>
        <SignInForm />
        <footer>
          <span>
            <Icon name="globe" size={14} />
            <LanguageChoice />
          </span>
          <span className="grow" />
          <span>{location.hostname}</span>
        </footer>
      </main>
      <LampField />
    </div>
  );
}

function SignInForm() {
  const { t } = useTranslation('signin');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | undefined>();
  const secret = useRef<HTMLInputElement>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || name.trim() === '' || password === '') return;
    setBusy(true);
    setRefusal(undefined);
    try {
      await commands.signIn(name.trim(), password);
    } catch (error) {
      setRefusal(asRefusal(error));
      secret.current?.select();
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit} noValidate>
      <h1>{t('title')}</h1>
      <Why />
      <Field big label={t('name')} name="username" autoComplete="username" autoFocus value={name} onChange={setName} />
      <PasswordField
        big
        label={t('password')}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        inputRef={secret}
      />
      <div role="alert">{refusal && <SignInRefusal refusal={refusal} />}</div>
      <Button type="submit" look="primary" size="big" label={t(busy ? 'signing_in' : 'submit')} isDisabled={busy} />
    </form>
  );
}

/** Why one is signed out, when it was not by one's own click. */
function Why() {
  const { t } = useTranslation('signin');
  const { endedBecause } = useConnection();
  const known = endedBecause !== undefined && endedBecause !== 'signed_out';
  return <p className="muted">{known ? t(`why.${endedBecause}`) : t('lead')}</p>;
}

function SignInRefusal({ refusal }: { refusal: Refusal }) {
  const text = useRefusalText();
  return <RefusalText text={text(refusal)} />;
}
