// The right pane: the person at hand. Under a call with the same person it says only what the call card does not.
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../ui/avatar';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { Lamp } from '../../ui/lamp';
import { useDial } from '../calls/dial';
import { clockTime } from '../clock';
import { type Person, useConnection, useMe } from '../model';
import { glyphOf, lampShape, StateLine, useStateDetail } from './state';

function whereabouts(person: Person): string {
  return [person.department, person.location].filter(Boolean).join(' · ');
}

export function PersonPane({ person }: { person: Person }) {
  const place = whereabouts(person);
  return (
    <>
      <section className="person" aria-label={person.name}>
        <div className="hd">
          <Avatar name={person.name} size={72} glyph={glyphOf(person.kind)} lamp={lampShape(person.state)} />
          <div>
            <h2 className="heading" title={person.name}>
              {person.name}
            </h2>
            {place && <p>{place}</p>}
            <PersonState person={person} />
          </div>
        </div>
        <PersonActions person={person} />
      </section>
      <Numbers person={person} />
    </>
  );
}

function PersonState({ person }: { person: Person }) {
  const { t, i18n } = useTranslation('people');
  const detail = useStateDetail()(person.state);
  const { lamp, since } = person.state;
  return (
    <p className="state">
      <Lamp shape={lampShape(person.state)} size={12} />
      <StateLine state={person.state} />
      {detail && <span>{detail}</span>}
      {lamp === 'free' && since !== undefined && <span>{t('since', { time: clockTime(since, i18n.language) })}</span>}
    </p>
  );
}

function PersonActions({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const dial = useDial();
  const me = useMe();
  const connection = useConnection();
  const callable = dial !== undefined && person.id !== me.personId && person.number !== '';
  const mail = person.id === me.personId ? undefined : person.email;
  return (
    <>
      {(callable || mail) && (
        <div className="doing">
          {callable && <Button icon="phone" look="primary" label={t('call')} onPress={() => dial(person.number)} />}
          {mail && <MailLink address={mail} />}
        </div>
      )}
      {connection.phase !== 'open' && <p className="later">{t('call_later')}</p>}
    </>
  );
}

function MailLink({ address }: { address: string }) {
  const { t } = useTranslation('people');
  return (
    <a className="btn" href={`mailto:${address}`}>
      <Icon name="mail" />
      <span>{t('mail')}</span>
    </a>
  );
}

/** Below the card of a call with somebody from outside. */
export function OutsideNumber({ number }: { number: string }) {
  const { t } = useTranslation('people');
  return (
    <section>
      <h3>{t('numbers')}</h3>
      <dl className="nums">
        <div>
          <dt>{t('number')}</dt>
          <dd>
            {number}
            <span>{t('this_call')}</span>
          </dd>
        </div>
      </dl>
    </section>
  );
}

export function Numbers({ person, current }: { person: Person; current?: string }) {
  const { t } = useTranslation('people');
  const rows = [
    { term: t('extension'), value: person.number },
    { term: t('short_name'), value: person.shortName },
    { term: t('mail_address'), value: person.email ?? '' },
    { term: t('department'), value: person.department ?? '' },
    { term: t('location'), value: person.location ?? '' },
  ].filter((row) => row.value !== '');
  return (
    <section>
      <h3>{t('numbers')}</h3>
      <dl className="nums">
        {rows.map((row) => (
          <div key={row.term}>
            <dt>{row.term}</dt>
            <dd>
              {row.value}
              {current !== undefined && row.value === current && <span>{t('this_call')}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Below the card of a call with this person, or one that did not begin: what the card does not say. The name stands there. */
export function AboutPeer({ person, number }: { person: Person; number: string }) {
  const { t, i18n } = useTranslation('people');
  const { lamp, since } = person.state;
  const free = lamp === 'free' && since !== undefined;
  const line = [
    free && t('since_word', { word: t('lamp.free'), time: clockTime(since, i18n.language) }),
    person.location,
  ].filter(Boolean);
  return (
    <>
      <h2 className="heard">{person.name}</h2>
      {(line.length > 0 || person.email) && (
        <section className="person about">
          {line.length > 0 && <p>{line.join(' · ')}</p>}
          {person.email && (
            <div className="doing">
              <MailLink address={person.email} />
            </div>
          )}
        </section>
      )}
      <Numbers person={person} current={number} />
    </>
  );
}
