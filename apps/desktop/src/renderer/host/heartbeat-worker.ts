import { BEAT_MS } from '@marginiq/sync/engine/heartbeat';

/*
 * The heart of one window: pings the main thread, `BEAT_MS` after each answer. It is a worker because the
 * timers of a hidden page fire once a minute, and a blocked main thread must not be able to answer.
 */

const ask = () => setTimeout(() => postMessage('beat'), BEAT_MS);

addEventListener('message', ask);
ask();
