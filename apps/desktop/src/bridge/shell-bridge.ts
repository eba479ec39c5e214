/** A request that somebody was sent a link to, by the code that people say on the phone: `R-1A2B3C`. */
export interface RequestLink {
  requestCode: string;
}

/** How far a newer version of the program is. */
export type UpdateState =
  | { at: 'none' }
  | { at: 'downloading'; version: string }
  /** On this computer; put in place when the program ends, or by `installUpdate`. */
  | { at: 'ready'; version: string };

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
  /** How many commands of the open workspace wait to be sent. An update is never put in place over them. */
  reportUnsent: (count: number) => void;
  /** @returns stops telling */
  onUpdateState: (listener: (state: UpdateState) => void) => () => void;
  installUpdate: () => Promise<InstallAnswer>;
}
