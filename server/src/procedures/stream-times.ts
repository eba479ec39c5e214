/** A client takes a line on which it hears nothing for 10 s for dead, so something is sent at least every 4 s. */
export const PING_INTERVAL_MS = 3_000;
export const RECONNECT_AFTER_INACTIVITY_MS = 45_000;
