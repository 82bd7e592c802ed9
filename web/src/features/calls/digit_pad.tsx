// Twelve keys. In a call each press is sent at once; in the box it is written.
import { Button, type PressEvent } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

const kKeys = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', ''],
  ['0', '+'],
  ['#', ''],
] as const;

const kHeldFor = 500;

type Props = { dense?: boolean; onDigit: (digit: string) => void; plus?: boolean };

export function DigitPad({ dense = false, onDigit, plus = false }: Props) {
  const { t } = useTranslation('calls');
  let pressedAt = 0;
  const start = (event: PressEvent) => {
    pressedAt = event.target ? performance.now() : 0;
  };
  const press = (digit: string) => {
    const long = plus && digit === '0' && pressedAt > 0 && performance.now() - pressedAt > kHeldFor;
    onDigit(long ? '+' : digit);
  };
  return (
    <div className={dense ? 'pad12 dense' : 'pad12'} role="group" aria-label={t('digits')}>
      {kKeys.map(([digit, letters]) => (
        <Button key={digit} onPressStart={start} onPress={() => press(digit)} aria-label={digit}>
          <b>{digit}</b>
          {!dense && <span>{letters}</span>}
        </Button>
      ))}
    </div>
  );
}
