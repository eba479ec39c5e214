import { setTimeout as sleep } from 'node:timers/promises';

const ASK_TIMEOUT_MS = 2_000;
const ASK_EVERY_MS = 150;

/**
 * @typedef {object} Health
 * @property {boolean} isHealthy
 * @property {boolean} isMarginIq whoever answers says that it is one
 */

/**
 * @param {string} url of the server
 * @returns {Promise<Health>}
 */
export async function readHealth(url) {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
    const body = /** @type {{ status?: unknown, product?: unknown } | null} */ (await response.json());
    return { isHealthy: response.status === 200 && body?.status === 'ok', isMarginIq: body?.product === 'MarginIQ' };
  } catch {
    return { isHealthy: false, isMarginIq: false };
  }
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 */
export async function untilHealthy(url, signal) {
  while (!(await readHealth(url)).isHealthy) await sleep(ASK_EVERY_MS, undefined, { signal });
}
