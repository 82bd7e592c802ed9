// Home: the people of one's groups as cards or as the dense panel.
import { useState } from 'react';
import { GridList } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useRemembered } from '../../ui/local';
import { Segments } from '../../ui/segments';
import { useDial } from '../calls/dial';
import type { Group, Person } from '../model';
import { changeView, useView } from '../shell/view';
import { EmptyHome } from './empty_home';
import { useFrozenOrder } from './frozen';
import { PanelRow } from './panel_row';
import { PersonCell } from './person_cell';
import { useTeams } from './teams';
import './people.css';

type Shape = 'cards' | 'panel';

export function Home() {
  const { t } = useTranslation('people');
  const teams = useTeams();
  const [shape, setShape] = useRemembered('home', 'cards');
  const [inside, setInside] = useState(false);
  const order = useFrozenOrder(
    teams.map(({ group }) => group.id),
    inside,
  );
  const shown = order.flatMap((id) => teams.find(({ group }) => group.id === id) ?? []);
  if (shown.length === 0) return <EmptyHome />;
  const count = new Set(shown.flatMap(({ members }) => members.map((person) => person.id))).size;
  return (
    <>
      <div className="head">
        <h1>{t('home')}</h1>
        <span className="sub">{t('count', { count })}</span>
        <span className="grow" />
        <Segments<Shape>
          label={t('shape.label')}
          value={shape === 'panel' ? 'panel' : 'cards'}
          onChange={setShape}
          items={[
            { id: 'cards', label: t('shape.cards'), icon: 'cards' },
            { id: 'panel', label: t('shape.panel'), icon: 'rows' },
          ]}
        />
      </div>
      {/* The pointer in the list freezes its order; the lists inside are operable themselves. */}
      <div
        className={shape === 'panel' ? 'panel' : 'scroll pad'}
        onPointerEnter={() => setInside(true)}
        onPointerLeave={() => setInside(false)}
      >
        {shown.map(({ group, members }) => (
          <GroupSheet key={group.id} group={group} members={members} dense={shape === 'panel'} frozen={inside} />
        ))}
      </div>
    </>
  );
}

type SheetProps = { group: Group; members: readonly Person[]; dense: boolean; frozen: boolean };

function GroupSheet({ group, members, dense, frozen }: SheetProps) {
  const selected = useView((view) => view.person);
  const dial = useDial();
  const order = useFrozenOrder(
    members.map((person) => person.id),
    frozen,
  );
  const shown = order.flatMap((id) => members.find((person) => person.id === id) ?? []);
  const call = (id: string) => {
    const person = members.find((one) => one.id === id);
    if (person) dial?.(person.number);
  };
  return (
    <section className="grp">
      <h2 id={`group-${group.id}`}>
        {group.name}
        <span>{shown.length}</span>
      </h2>
      <GridList
        className={dense ? 'rows-dense' : 'cells'}
        aria-labelledby={`group-${group.id}`}
        layout={dense ? 'stack' : 'grid'}
        keyboardNavigationBehavior="tab"
        selectionMode="single"
        selectionBehavior="replace"
        selectedKeys={selected !== undefined && order.includes(selected) ? [selected] : []}
        onSelectionChange={(keys) => {
          const [key] = keys;
          if (key !== undefined) changeView({ person: String(key) });
        }}
        onAction={(key) => call(String(key))}
      >
        {shown.map((person) =>
          dense ? (
            <PanelRow key={person.id} person={person} />
          ) : (
            <PersonCell key={person.id} person={person} selected={person.id === selected} />
          ),
        )}
      </GridList>
    </section>
  );
}
