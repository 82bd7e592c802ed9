// Buttons: what they look like. What they may do is the caller's business; an impossible action has no button at all.
import type { Ref } from 'react';
import { type ButtonProps, Button as RacButton } from 'react-aria-components';
import { Icon, type IconName } from './icons';
import { Kbd } from './kbd';
import { Tip } from './tip';

type Look = 'outline' | 'primary' | 'answer' | 'stop' | 'ending' | 'plain';
type Size = 'small' | 'normal' | 'big' | 'huge' | 'tall';

const kLooks: Record<Look, string> = {
  outline: '',
  primary: 'pri',
  answer: 'ans',
  stop: 'stop',
  ending: 'end',
  plain: 'plain',
};

type Common = Omit<ButtonProps, 'children' | 'className' | 'style'> & {
  className?: string;
  ref?: Ref<HTMLButtonElement>;
};
type Props = Common & {
  label: string;
  icon?: IconName | undefined;
  iconSize?: number;
  look?: Look;
  size?: Size;
  keys?: string | undefined;
};

export function Button({
  label,
  icon,
  iconSize,
  look = 'outline',
  size = 'normal',
  keys,
  className = '',
  ...rest
}: Props) {
  const classes = ['btn', kLooks[look], size === 'normal' ? '' : size, className].filter(Boolean).join(' ');
  return (
    <RacButton {...rest} className={classes}>
      {icon && <Icon name={icon} size={iconSize ?? (size === 'big' ? 18 : 16)} />}
      <span>{label}</span>
      {keys && <Kbd keys={keys} />}
    </RacButton>
  );
}

type IconProps = Common & { label: string; icon: IconName; size?: number; keys?: string | undefined; tip?: boolean };

export function IconButton({ label, icon, size = 16, keys, tip = true, className = '', ...rest }: IconProps) {
  const button = (
    <RacButton {...rest} aria-label={label} className={`ib ${className}`}>
      <Icon name={icon} size={size} />
    </RacButton>
  );
  if (!tip) return button;
  return (
    <Tip text={label} keys={keys}>
      {button}
    </Tip>
  );
}
