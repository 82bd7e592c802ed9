// One person in a group's sheet. The text starts at the top, so that a line more or less moves nothing.
import { GridListItem } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../ui/avatar';
import { IconButton } from '../../ui/button';
import { useDial } from '../calls/dial';
import { type Person, useConnected, useMe } from '../model';
import { glyphOf, lampShape, StateLine, useStateDetail, useStateText } from './state';

export function PersonCell({ person, selected }: { person: Person; selected: boolean }) {
  const { t } = useTranslation('people');
  const detail = useStateDetail()(person.state);
  const text = useStateText()(person.state);
  const me = useMe();
  const dial = useDial();
  const connected = useConnected();
  const ringing = connected && person.state.lamp === 'ringing';
  const callable = dial !== undefined && person.id !== me.personId && person.number !== '';
  const classes = ['cell', selected ? 'sel' : '', ringing ? 'ring' : ''].filter(Boolean).join(' ');
  return (
    <GridListItem
      id={person.id}
      className={classes}
      textValue={person.name}
      aria-label={t('cell', { name: person.name, number: person.number, state: text })}
    >
      <Avatar name={person.name} size={44} glyph={glyphOf(person.kind)} lamp={lampShape(person.state)} />
      <div className="who">
        <div className="nm">
          <b title={person.name}>{person.name}</b>
          <span className="x">{person.number}</span>
        </div>
        <div className="low">
          <div>
            <div className="st">
              <StateLine state={person.state} />
            </div>
            {detail && <div className="nt">{detail}</div>}
          </div>
          {callable && (
            <div className="acts">
              <IconButton
                icon="phone"
                label={t('call_person', { name: person.name })}
                onPress={() => dial(person.number)}
              />
            </div>
          )}
        </div>
      </div>
    </GridListItem>
  );
}
