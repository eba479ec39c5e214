import type { InstallAnswer, LookAnswer, RequestLink, UnsentElsewhere, UpdateState } from '../bridge/shell-bridge.ts';

/** The channels of the program around the page: what goes in, and what comes back. */
export interface ShellChannels {
  'files:save': { args: [name: string, text: string]; result: 'saved' | 'cancelled' };
  'link:take': { args: []; result: RequestLink | null };
  'work:unsent': { args: [count: number | null]; result: undefined };
  'work:elsewhere': { args: []; result: UnsentElsewhere[] };
  'server:open': { args: []; result: undefined };
  /** The page has written everything: its window may close. */
  'window:saved': { args: []; result: undefined };
  'update:state': { args: []; result: UpdateState };
  'update:look': { args: [required: boolean]; result: LookAnswer };
  'update:install': { args: []; result: InstallAnswer };
}
export type ShellChannel = keyof ShellChannels;

export const SHELL_CHANNELS = [
  'files:save',
  'link:take',
  'work:unsent',
  'work:elsewhere',
  'server:open',
  'window:saved',
  'update:state',
  'update:look',
  'update:install',
] as const satisfies readonly ShellChannel[];

/** What the main process sends to every window unasked. */
export interface ShellEvents {
  /** A link was opened: one window takes it by `link:take`. */
  'link:opened': undefined;
  'update:changed': UpdateState;
  /** To one window, which is about to close: it answers by `window:saved`. */
  'window:closing': undefined;
}
export type ShellEvent = keyof ShellEvents;
