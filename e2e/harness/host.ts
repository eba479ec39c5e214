/**
 * What the desktop app runs in during this run. One variable, read in one place: `npm test` runs the suite once for each host
 * that it can have.
 */
export type Host = 'electron' | 'chromium';
export const HOST: Host = process.env.MARGINIQ_E2E_HOST === 'electron' ? 'electron' : 'chromium';
