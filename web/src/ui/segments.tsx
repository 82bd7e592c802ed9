// One of a few, all in sight.
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { Icon, type IconName } from './icons';

export type Segment<T extends string> = { id: T; label: string; icon?: IconName };
type Props<T extends string> = { label: string; items: readonly Segment<T>[]; value: T; onChange: (id: T) => void };

export function Segments<T extends string>({ label, items, value, onChange }: Props<T>) {
  return (
    <ToggleButtonGroup
      className="seg"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const [key] = keys;
        if (key !== undefined) onChange(key as T);
      }}
    >
      {items.map((item) => (
        <ToggleButton key={item.id} id={item.id}>
          {item.icon && <Icon name={item.icon} size={15} />}
          <span>{item.label}</span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
