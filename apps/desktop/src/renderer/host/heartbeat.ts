import { type Heartbeat, timerHeartbeat } from '@marginiq/sync/engine/heartbeat';

/** The heartbeat of this window, from its own worker. */
export const workerHeartbeat: Heartbeat = (beat) => {
  let stopTimer: (() => void) | null = null;
  const worker = new Worker(new URL('./heartbeat-worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = () => void beat().then(() => worker.postMessage('answer'));
  worker.onerror = (event) => {
    // Slower while the window is hidden, but it beats.
    console.warn('The heartbeat has no worker:', event.message);
    worker.terminate();
    stopTimer ??= timerHeartbeat(beat);
  };
  return () => {
    worker.terminate();
    stopTimer?.();
  };
};
