/**
 * The desktop app's host during this run. One variable, read in one place: `npm test` runs the suite once for each available
 * host.
 */
export type Host = 'electron' | 'chromium';
export const HOST: Host = process.env.MARGINIQ_E2E_HOST === 'electron' ? 'electron' : 'chromium';
