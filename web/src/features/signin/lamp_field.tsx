// The field of lamps beside the form: the product itself, asleep; a few are lit. The same picture every time.
import { Lamp, type LampShape } from '../../ui/lamp';

const kColumns = 15;
const kRows = 19;
const kLit = 0.12;
const kKinds: readonly LampShape[] = ['free', 'free', 'free', 'away', 'busy', 'call', 'call', 'dnd'];

type Spot = { id: string; shape: LampShape; lit: boolean };

function spots(): Spot[] {
  let seed = 5;
  const next = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  return Array.from({ length: kColumns * kRows }, (_, i) => {
    const lit = next() < kLit;
    const shape = lit ? (kKinds[Math.floor(next() * kKinds.length)] ?? 'free') : 'offline';
    return { id: `${i % kColumns}.${Math.floor(i / kColumns)}`, shape, lit };
  });
}

const kSpots = spots();

export function LampField() {
  return (
    <div className="lampfield" aria-hidden="true">
      {kSpots.map((spot) => (
        <span key={spot.id} className={spot.lit ? 'lit' : ''}>
          <Lamp shape={spot.shape} size={14} />
        </span>
      ))}
    </div>
  );
}
