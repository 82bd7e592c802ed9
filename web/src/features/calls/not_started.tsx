// A call that could not begin because the browser refuses the microphone: what happened, and every way on.
import { Trans, useTranslation } from 'react-i18next';
import { dismissNotStarted, type NotStarted, retryNotStarted, useSoftphone } from '../../platform/softphone';
import * as commands from '../../session/commands';
import { Avatar } from '../../ui/avatar';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { type Call, type Person, useCalls, usePeople } from '../model';
import { useCallFrom } from '../own_devices';
import { glyphOf, lampShape } from '../people/state';
import { useRun } from '../run';
import { firstName } from './peer';

type Wanted = { name: string; number: string; person: Person | undefined; call: Call | undefined };

function useWanted(notStarted: NotStarted | undefined): Wanted | undefined {
  const people = usePeople();
  const calls = useCalls();
  if (!notStarted) return undefined;
  if (notStarted.kind === 'answer') {
    const call = calls.find((one) => one.id === notStarted.callId);
    const { name, number, personId } = call?.peer ?? {};
    return call && { name: name || number || '', number: number ?? '', person: people[personId ?? ''], call };
  }
  const user = notStarted.uri.replace(/^sips?:/, '').split('@')[0] ?? '';
  const person = Object.values(people).find((one) => one.number === user || one.shortName === user);
  return { name: person?.name ?? user, number: person?.number ?? user, person, call: undefined };
}

/** Whom the pane below speaks of while the card is there. */
export function useNotStartedNumber(): string | undefined {
  return useWanted(useSoftphone((state) => state.notStarted))?.number;
}

function lineBelow({ name, number, person }: Wanted): string {
  return [person?.department, number === name ? '' : number].filter(Boolean).join(' · ');
}

export function NotStartedCard() {
  const { t } = useTranslation('calls');
  const notStarted = useSoftphone((state) => state.notStarted);
  const microphone = useSoftphone((state) => state.microphone);
  const wanted = useWanted(notStarted);
  const { devices } = useCallFrom();
  const run = useRun();
  if (!wanted) return null;
  const phone = devices.find((device) => device.kind === 'phone');
  const missing = microphone === 'missing';
  const refused = wanted.call ? 'microphone_refused_answer' : 'microphone_refused_why';
  const why = missing ? 'no_microphone_why' : refused;
  const onPhone = () => {
    if (!phone) return;
    run(wanted.call ? commands.answer(wanted.call.id, phone.id) : commands.dial(wanted.number, phone.id));
    dismissNotStarted();
  };
  return (
    <section className="callcard" role="alert">
      <header>
        <Avatar
          name={wanted.name}
          size={44}
          glyph={wanted.person && glyphOf(wanted.person.kind)}
          lamp={wanted.person && lampShape(wanted.person.state)}
        />
        <div className="who">
          <b title={wanted.name}>{wanted.name}</b>
          <span className="num">{lineBelow(wanted)}</span>
        </div>
        <div className="clock">
          <span className="warn">
            <Icon name="mic-off" size={13} />
            {t(wanted.call ? 'not_answered' : 'not_started')}
          </span>
        </div>
      </header>
      <div className="refused">
        <h2>{t(missing ? 'no_microphone' : 'microphone_refused')}</h2>
        <p>{t(why, { name: firstName(wanted.name) })}</p>
        {!missing && <WayOut />}
        <div className="doing">
          {phone && (
            <Button
              icon="desk"
              look="primary"
              label={t(wanted.call ? 'answer_on' : 'dial_on', { device: phone.name })}
              onPress={onPhone}
            />
          )}
          <Button icon="refresh" label={t('try_again')} onPress={() => run(Promise.resolve(retryNotStarted()))} />
        </div>
      </div>
      <p className="foot">
        <a className="link" href="#/settings/sound">
          {t('other_microphone')}
        </a>
        <span className="grow" />
        <Button look="plain" size="small" label={t('dismiss')} onPress={dismissNotStarted} />
      </p>
    </section>
  );
}

function WayOut() {
  const { t } = useTranslation('calls');
  return (
    <ol>
      <li>
        <span>{t('way_out.site')}</span>
        <div className="addr">
          <i>
            <Icon name="sliders" size={13} />
          </i>
          <span>{location.host}</span>
        </div>
      </li>
      <li>
        <span>
          <Trans t={t} i18nKey="way_out.allow" components={{ b: <b /> }} />
        </span>
      </li>
      <li>
        <span>{t('way_out.back')}</span>
      </li>
    </ol>
  );
}
