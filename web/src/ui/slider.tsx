// A value from 0 to 1 on a line.
import type { CSSProperties } from 'react';
import { Slider as RacSlider, SliderThumb, SliderTrack } from 'react-aria-components';

export function Slider({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
}) {
  const filled = { '--p': `${Math.round(value * 100)}%` } as CSSProperties;
  return (
    <RacSlider
      className="slider"
      aria-label={label}
      value={value}
      minValue={0}
      maxValue={1}
      step={0.01}
      onChange={onChange}
    >
      <SliderTrack className="track" style={filled}>
        <SliderThumb className="thumb" />
      </SliderTrack>
    </RacSlider>
  );
}
