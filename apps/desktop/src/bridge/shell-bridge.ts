/** A request that somebody was sent a link to, by the code that people say on the phone: `R-1A2B3C`. */
export interface RequestLink {
  requestCode: string;
}

/** What this program last knew to be waiting for a server other than the configured one. */
export interface UnsentElsewhere {
  /** The server's address, as the program was set up for it. */
  address: string;
  /** Null if it could not be counted. */
  unsent: number | null;
}

/** How far a newer version of the program is. */
export type UpdateState =
  | { at: 'none' }
  | { at: 'downloading'; version: string }
  /** On this computer; put in place when the program ends, or by `installUpdate`. */
  | { at: 'ready'; version: string };

export type LookAnswer =
  /** It is being downloaded, or is ready: the state tells. */
  | 'found'
  | 'nothingNewer'
  /** The place that newer versions come from cannot be read. */
  | 'failed'
  /** This copy of the program was built without such a place: somebody installs newer versions. */
  | 'notHere';

export type InstallAnswer =
  /** The program ends now and starts again as the newer version. */
  | 'installing'
  /** Work waits to be sent: nothing was done. */
  | 'unsentWork'
  /** No newer version is ready here. */
  | 'notReady'
  /** The system refused to install it. The program keeps running as it is. */
  | 'failed';

/** What the renderer may ask of the program around it, apart from sessions. */
export interface ShellBridge {
  /**
   * Lets the person choose where a file goes, and writes it there. `saved` only when it was written and read back the
   * same (Electron, and browsers with a save dialog), or when the person said that they have it (other browsers).
   * `cancelled` when they chose no place: whoever meant to delete something afterwards must not.
   * @throws when the file could not be written
   */
  saveFile: (name: string, text: string) => Promise<'saved' | 'cancelled'>;
  /**
   * Tells of links that were opened, also of one opened before the page was ready.
   * @returns stops telling
   */
  onRequestLink: (listener: (link: RequestLink) => void) => () => void;
  /**
   * How many commands on this device wait to be sent; null if that cannot be read. An update is never put in place over them,
   * nor while nobody has said how many there are.
   */
  reportUnsent: (count: number | null) => void;
  /**
   * Commands waiting for other servers: kept apart, and sent only once the program is configured for that address again.
   */
  unsentElsewhere: () => Promise<UnsentElsewhere[]>;
  /** Whoever listens is waited for, some seconds at most, before this window is closed. */
  onClosing: (listener: () => Promise<void>) => () => void;
  /** Opens MarginIQ in the system's browser: there it is always of the server's own version. */
  openInBrowser: () => void;
  /** @returns stops telling */
  onUpdateState: (listener: (state: UpdateState) => void) => () => void;
  /** @param required the server refuses this version */
  lookForUpdate: (required: boolean) => Promise<LookAnswer>;
  installUpdate: () => Promise<InstallAnswer>;
}
