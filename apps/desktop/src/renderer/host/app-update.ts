import type { Observable } from 'rxjs';

export interface UpdateState {
  phase:
    | 'none'
    /** Asking the server whether there is another version. */
    | 'checking'
    | 'downloading'
    /** It is on this device; `apply` changes to it. */
    | 'ready'
    | 'applying'
    | 'failed';
  /** Why it failed; null otherwise. */
  failure:
    | 'offline'
    | 'nothingNewer'
    /** This copy of the program does not update itself. */
    | 'notHere'
    /** Actions wait to be sent, and updates are not installed over them. */
    | 'unsentWork'
    /** The system refused, or nobody entered the password that it asked for. */
    | 'notInstalled'
    | null;
  /** The server no longer accepts this version. */
  required: boolean;
}

export const NO_UPDATE: UpdateState = { phase: 'none', failure: null, required: false };

/** How a newer version comes to this device. In browsers by the service worker, in Electron by its updater. */
export interface AppUpdate {
  /** What `apply` does: load all windows again, or end the program and start it again. */
  readonly way: 'reload' | 'restart';
  readonly state$: Observable<UpdateState> & { readonly value: UpdateState };
  /** Whether the server refuses this version; if it does, another one is looked for at once. */
  setRequired: (required: boolean) => void;
  /** Changes all windows to the newest version. Sends what waits first, and keeps what is being written. */
  apply: () => Promise<void>;
  /** In an installed program: opens MarginIQ in the browser, where it is always of the server's version. */
  openInBrowser?: () => void;
}
