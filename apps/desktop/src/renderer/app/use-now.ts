import type { Instant } from '@marginiq/contract/scalars';
import { useEffect, useState } from 'react';

export const MINUTE_MS = 60_000;

/** The time in milliseconds, updated while the screen is shown: for texts that are true only for a while. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tick = () => setNow(Date.now());
    const timer = setInterval(tick, everyMs);
    // A hidden window's timers may have been throttled to one a minute.
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [everyMs]);
  return now;
}

/** The time to the minute: for what may be done only until some moment. */
export const useInstant = (): Instant => new Date(useNow(MINUTE_MS)).toISOString();
