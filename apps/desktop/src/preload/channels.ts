import type { SessionResult, StoredSession } from '../bridge/bridge.ts';

/**
 * Every channel between the renderer and the main process, with what goes in and what comes back. Both sides are
 * typed by this list and by nothing else; a channel that is not here does not exist.
 */
export interface Channels {
  'session:stored': { args: []; result: StoredSession | null };
  'session:signIn': {
    args: [credentials: { company: string; email: string; password: string }];
    result: SessionResult;
  };
  'session:renew': { args: []; result: SessionResult };
  'session:reportWipe': { args: [unanswered: string[]]; result: undefined };
  'session:forgetDevice': { args: []; result: undefined };
  'session:signOut': { args: []; result: undefined };
}
export type Channel = keyof Channels;

export const CHANNELS = [
  'session:stored',
  'session:signIn',
  'session:renew',
  'session:reportWipe',
  'session:forgetDevice',
  'session:signOut',
] as const satisfies readonly Channel[];

/** How the main process tells the preload where the server is: an argument of the renderer's process. */
export const SERVER_URL_ARGUMENT = '--marginiq-server-url=';
