// One person in the dense panel: lamp, name, and how long a call lasts.
import { GridListItem } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Lamp } from '../../ui/lamp';
import { Elapsed } from '../clock';
import type { Person } from '../model';
import { lampShape, useStateText } from './state';

export function PanelRow({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const text = useStateText()(person.state);
  const counting = person.state.lamp === 'in_call' || person.state.lamp === 'ringing';
  return (
    <GridListItem
      id={person.id}
      className={person.state.lamp === 'ringing' ? 'line ring' : 'line'}
      textValue={person.name}
      aria-label={t('cell', { name: person.name, number: person.number, state: text })}
    >
      <Lamp shape={lampShape(person.state)} size={12} />
      <span className="name">{person.name}</span>
      {counting && person.state.since !== undefined && <Elapsed since={person.state.since} short />}
    </GridListItem>
  );
}
