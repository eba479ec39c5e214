import { announce } from './before-reload.ts';

/** What waits is sent before an update, but an update is not held up by a server that does not answer. */
const SEND_WITHIN_MS = 8_000;
const KEEP_WITHIN_MS = 3_000;

/** How the windows of one program move to another version together. */
export const openUpdateChannel = () => new BroadcastChannel('marginiq.update');

export const announceUpdate = () => announce('update', SEND_WITHIN_MS);
export const announceReload = () => announce('reload', KEEP_WITHIN_MS);
