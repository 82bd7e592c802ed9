// A button's menu: plain actions, or one choice of several with a tick.
import type { ReactElement } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Icon, type IconName } from './icons';

export type Action = { id: string; label: string; detail?: string | undefined; icon?: IconName | undefined };
type Props = {
  trigger: ReactElement;
  label: string;
  items: readonly Action[];
  selected?: string | undefined;
  onAction: (id: string) => void;
};

export function ActionMenu({ trigger, label, items, selected, onAction }: Props) {
  const choosing = selected !== undefined;
  return (
    <MenuTrigger>
      {trigger}
      <Popover className="popover" placement="bottom end" offset={4}>
        <Menu
          className="menu"
          aria-label={label}
          items={items}
          selectionMode={choosing ? 'single' : 'none'}
          selectedKeys={choosing ? [selected] : []}
          onAction={(key) => onAction(String(key))}
        >
          {(item: Action) => (
            <MenuItem id={item.id} textValue={item.label}>
              {item.icon && <Icon name={item.icon} />}
              <span className="label">
                {item.label}
                {item.detail && <small>{item.detail}</small>}
              </span>
              {choosing && <Icon name="check" size={14} className="tick" />}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
