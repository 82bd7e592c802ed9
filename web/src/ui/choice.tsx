// Check, switch and pick-one field.
import {
  Checkbox,
  ListBox,
  ListBoxItem,
  Popover,
  Button as RacButton,
  Select,
  SelectValue,
  Switch,
} from 'react-aria-components';
import { Icon, type IconName } from './icons';

type Toggle = { label: string; value: boolean; onChange: (value: boolean) => void };

export function Check({ label, value, onChange }: Toggle) {
  return (
    <Checkbox className="choice" isSelected={value} onChange={onChange}>
      <span className="ck">
        <Icon name="check" size={12} />
      </span>
      <span>{label}</span>
    </Checkbox>
  );
}

/** The label is for readers; the row beside it shows it to everybody else. */
export function Toggle({ label, value, onChange }: Toggle) {
  return (
    <Switch className="choice" isSelected={value} onChange={onChange} aria-label={label}>
      <span className="sw" />
    </Switch>
  );
}

export type Option = { id: string; label: string; icon?: IconName };
type PickProps = {
  label: string;
  icon?: IconName;
  options: readonly Option[];
  value: string;
  onChange: (id: string) => void;
};

export function Pick({ label, icon, options, value, onChange }: PickProps) {
  return (
    <Select
      className="ctl-pick"
      aria-label={label}
      selectedKey={value}
      onSelectionChange={(key) => key !== null && onChange(String(key))}
    >
      <RacButton className="inp pick">
        {icon && <Icon name={icon} className="faint" />}
        <SelectValue className="value">{({ selectedText }) => selectedText}</SelectValue>
        <Icon name="chevron-down" size={14} className="faint" />
      </RacButton>
      <Popover className="popover" offset={4}>
        <ListBox className="menu" items={options}>
          {(option: Option) => (
            <ListBoxItem id={option.id} textValue={option.label}>
              {option.icon && <Icon name={option.icon} />}
              <span className="label">{option.label}</span>
              <Icon name="check" size={14} className="tick" />
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
