import type { Identity } from '@marginiq/contract/session';
import type { LocalKeys } from '@marginiq/sync/database/sealer';
import type {
  Keeping,
  LockedSession,
  PersonId,
  PersonResult,
  SessionChange,
  SessionResult,
  SignInInput,
  StoredSession,
} from '../bridge/bridge.ts';

/**
 * Every channel between the renderer and the main process, with what goes in and what comes back. Both sides are
 * typed by this list and by nothing else; a channel that is not here does not exist.
 */
export interface Channels {
  'session:keeping': { args: []; result: Keeping };
  'session:stored': { args: []; result: StoredSession | LockedSession | null };
  'session:signIn': { args: [input: SignInInput]; result: SessionResult };
  'session:whoIs': { args: [input: SignInInput]; result: PersonResult };
  'session:renew': { args: [identity: Identity]; result: SessionResult };
  'session:localKeys': { args: [identity: Identity]; result: LocalKeys | null };
  'session:noteSealed': { args: [identity: Identity]; result: undefined };
  'session:setPassphrase': { args: [identity: Identity, passphrase: string | null]; result: 'done' | 'signInFirst' };
  'session:unlock': { args: [passphrase: string]; result: boolean };
  'session:reportWipe': { args: [identity: Identity, unanswered: string[]]; result: undefined };
  'session:forgetKeys': { args: [person: PersonId]; result: undefined };
  'session:signOut': { args: [identity: Identity]; result: undefined };
}
export type Channel = keyof Channels;

export const CHANNELS = [
  'session:keeping',
  'session:stored',
  'session:signIn',
  'session:whoIs',
  'session:renew',
  'session:localKeys',
  'session:noteSealed',
  'session:setPassphrase',
  'session:unlock',
  'session:reportWipe',
  'session:forgetKeys',
  'session:signOut',
] as const satisfies readonly Channel[];

/** What the main process sends to every window by itself. */
export interface Events {
  'session:changed': SessionChange;
}

/** How the main process tells the preload where the server is: an argument of the renderer's process. */
export const SERVER_URL_ARGUMENT = '--marginiq-server-url=';
