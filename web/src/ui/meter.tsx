// A level from 0 to 1 in segments; the last fifth is amber.
import { Meter as RacMeter } from 'react-aria-components';

type Props = { label: string; level: number; segments?: number };

export function Meter({ label, level, segments = 28 }: Props) {
  const lit = Math.round(Math.min(1, Math.max(0, level)) * segments);
  const kind = (i: number) => (i > lit ? '' : i > segments * 0.8 ? 'hot' : 'lit');
  const all = Array.from({ length: segments }, (_, i) => i + 1);
  return (
    <RacMeter className="meter" aria-label={label} value={lit} maxValue={segments}>
      {all.map((segment) => (
        <i key={segment} className={kind(segment)} />
      ))}
    </RacMeter>
  );
}
