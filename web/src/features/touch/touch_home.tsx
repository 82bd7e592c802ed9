// Home on a touch screen: rows of 64, the call button at the thumb's side.

import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../ui/avatar';
import { IconButton } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { Box } from '../box/box';
import { useDial } from '../calls/dial';
import { type Person, useMyself } from '../model';
import { EmptyHome } from '../people/empty_home';
import { glyphOf, lampShape, StateLine, useStateDetail } from '../people/state';
import { useTeams } from '../people/teams';
import { useReach } from '../shell/reach_chip';
import { useOwnState } from '../shell/top_bar';
import { changeView } from '../shell/view';
import '../people/people.css';

export function TouchHome() {
  const shown = useTeams();
  return (
    <>
      <TouchHead />
      <Box />
      <main className="scroll">
        {shown.length === 0 && <EmptyHome />}
        {shown.map(({ group, members }) => (
          <section key={group.id}>
            <h2>{group.name}</h2>
            <ul>
              {members.map((person) => (
                <TouchRow key={person.id} person={person} />
              ))}
            </ul>
          </section>
        ))}
      </main>
    </>
  );
}

function TouchHead() {
  const { t } = useTranslation(['people', 'shell']);
  const myself = useMyself();
  const own = useOwnState();
  const { silent, rings } = useReach();
  const label =
    rings.length === 0 ? t('shell:reach.none') : t(silent ? 'shell:reach.silent_short' : 'shell:reach.good');
  return (
    <header>
      <h1>{t('people:home')}</h1>
      <span className="grow" />
      <a className={silent ? 'reachdot attn' : 'reachdot'} href="#/settings/devices" aria-label={label}>
        <Icon name={silent ? 'bell-off' : 'bell'} size={20} />
        {!silent && <i className="light" />}
      </a>
      <a href="#/settings/profile" aria-label={t('shell:own_menu', { name: myself?.name ?? '', state: own.word })}>
        <Avatar name={myself?.name ?? ''} size={36} lamp={own.lamp} />
      </a>
    </header>
  );
}

function TouchRow({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const detail = useStateDetail()(person.state);
  const dial = useDial();
  const callable = dial !== undefined && person.number !== '';
  return (
    <li>
      <Button className="rowpress" onPress={() => changeView({ person: person.id })}>
        <Avatar name={person.name} size={44} glyph={glyphOf(person.kind)} lamp={lampShape(person.state)} />
        <span className="who">
          <b title={person.name}>{person.name}</b>
          <span className="st">
            <StateLine state={person.state} />
            {detail && <span className="muted"> {detail}</span>}
          </span>
        </span>
      </Button>
      {callable && (
        <IconButton
          icon="phone"
          size={20}
          tip={false}
          label={t('call_person', { name: person.name })}
          onPress={() => dial(person.number)}
        />
      )}
    </li>
  );
}
