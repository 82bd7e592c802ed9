// A key cap. Names of keys with a glyph are drawn, the others written.
import { Icon, type IconName } from './icons';

const kGlyphs: Record<string, IconName> = { Enter: 'enter', Up: 'arrow-up', Down: 'arrow-down' };

export function Kbd({ keys }: { keys: string }) {
  return (
    <>
      {keys.split(' ').map((key) => (
        <kbd key={key}>{kGlyphs[key] ? <Icon name={kGlyphs[key]} size={12} /> : key === 'Shift' ? '⇧' : key}</kbd>
      ))}
    </>
  );
}
