// Where one is signed in. Ending a sign-in ends it at once, with the telephone of that browser.
import { useTranslation } from 'react-i18next';
import * as commands from '../../session/commands';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { clockTime } from '../clock';
import { type SignIn, useConnected, useMe, useSignIns } from '../model';
import { useRun } from '../run';
import { agentName, browserOf } from './agent';

export function SignIns() {
  const { t } = useTranslation('devices');
  const me = useMe();
  const run = useRun();
  const connected = useConnected();
  const all = useSignIns();
  const sorted = [...all].sort(
    (a, b) => Number(b.id === me.signInId) - Number(a.id === me.signInId) || b.seenAt - a.seenAt,
  );
  return (
    <>
      <section className="blk flush">
        <h2>
          {t('signed_in')}
          <span className="sub">{t('sign_ins', { count: all.length })}</span>
          <span className="grow" />
          {connected && all.length > 1 && (
            <Button size="small" label={t('end_others')} onPress={() => run(commands.endOtherSignIns())} />
          )}
        </h2>
      </section>
      <ul className="dvs ses">
        {sorted.map((signIn) => (
          <SignInRow key={signIn.id} signIn={signIn} />
        ))}
      </ul>
    </>
  );
}

function SignInRow({ signIn }: { signIn: SignIn }) {
  const { t, i18n } = useTranslation('devices');
  const me = useMe();
  const run = useRun();
  const connected = useConnected();
  const here = signIn.id === me.signInId;
  const phone = /iPhone|Android|Mobile/.test(signIn.userAgent);
  const agent = browserOf(signIn.userAgent);
  const system = agent?.system ?? agentName(signIn.userAgent);
  return (
    <li>
      <span className="glyph36">
        <Icon name={phone ? 'smartphone' : 'laptop'} size={20} />
      </span>
      <div className="who">
        <b>{here ? t('here') : (agent?.browser ?? t('unknown_browser'))}</b>
        <span>{here && agent ? t('agent', { browser: agent.browser, system }) : system}</span>
      </div>
      <div className="two-l">
        <span>{signIn.connected ? t('now') : t('seen', { time: clockTime(signIn.seenAt, i18n.language) })}</span>
        <span>{t('since', { time: clockTime(signIn.createdAt, i18n.language) })}</span>
      </div>
      <div className="two-l">
        <span className="num">{signIn.address}</span>
      </div>
      <span className="end">
        {here && <span className="muted sm">{t('this_one')}</span>}
        {!here && connected && (
          <Button size="small" label={t('end')} onPress={() => run(commands.endSignIn(signIn.id))} />
        )}
      </span>
    </li>
  );
}
