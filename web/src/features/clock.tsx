// Time as the server counts it: durations that tick, and points in time in the reader's language.
import { durationText, useNow } from '../ui/clock';
import { useClockOffset } from './model';

/** Server time, renewed once a second. */
export function useServerNow(): number {
  return useNow() + useClockOffset();
}

export function Elapsed({ since, short = false }: { since: number; short?: boolean }) {
  return <time>{durationText(useServerNow() - since, short)}</time>;
}

const kDay = 24 * 60 * 60 * 1000;

/** English here is British: days before months, 24 hours. */
function locale(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}

/** 11:20 today, Mon 11:20 this week, 2 September before that. */
export function clockTime(at: number, language: string, now = Date.now()): string {
  const date = new Date(at);
  if (new Date(now).toDateString() === date.toDateString()) {
    return new Intl.DateTimeFormat(locale(language), { hour: '2-digit', minute: '2-digit', hour12: false }).format(
      date,
    );
  }
  if (now - at < 6 * kDay) {
    return new Intl.DateTimeFormat(locale(language), {
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hour12: false,
    }).format(date);
  }
  return new Intl.DateTimeFormat(locale(language), { day: 'numeric', month: 'short' }).format(date);
}
