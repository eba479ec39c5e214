import { BEAT_MS } from '@marginiq/sync/heartbeat';

/*
 * The heart of one window: asks its main thread again and again, so long after it answered. It is a worker because the
 * timers of a hidden page fire once a minute, and a blocked main thread must not be able to answer.
 */

const ask = () => setTimeout(() => postMessage('beat'), BEAT_MS);

addEventListener('message', ask);
ask();
