/** How long after one beat was answered the next one comes. */
export const BEAT_MS = 2_000;

/**
 * Calls `beat` again and again, `BEAT_MS` after the last one was answered, until the function that it returns is called.
 * So a window whose main thread is blocked, or whose storage does not answer, has no heartbeat. In browsers the beat
 * must come from a worker: the timers of hidden pages fire once a minute.
 */
export type Heartbeat = (beat: () => Promise<void>) => () => void;

/** A heartbeat of the platform's own timers: for processes without a page. */
export const timerHeartbeat: Heartbeat = (beat) => {
  let timer: ReturnType<typeof setTimeout>;
  let stopped = false;
  const next = () => {
    timer = setTimeout(() => void beat().then(() => stopped || next()), BEAT_MS);
  };
  next();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
};
