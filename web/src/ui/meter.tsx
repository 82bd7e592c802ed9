// A level from 0 to 1 in segments; the last fifth is amber.
export function Meter({ label, level, segments = 28 }: { label: string; level: number; segments?: number }) {
  const lit = Math.round(Math.min(1, Math.max(0, level)) * segments);
  const kind = (i: number) => (i >= lit ? '' : i > segments * 0.8 ? 'hot' : 'lit');
  return (
    <span className="meter" role="meter" aria-label={label} aria-valuenow={lit} aria-valuemin={0} aria-valuemax={segments}>
      {Array.from({ length: segments }, (_, i) => (
        <i key={`segment-${i + 1}`} className={kind(i)} />
      ))}
    </span>
  );
}
