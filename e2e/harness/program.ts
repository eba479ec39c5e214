import type { Page } from '@playwright/test';

export interface Viewport {
  width: number;
  height: number;
}
export const DESKTOP: Viewport = { width: 1280, height: 860 };

/** A file that the program handed to its user. */
export interface SavedFile {
  name: string;
  text: string;
}

/** The desktop app while it runs, in whichever host. */
export interface Program {
  firstWindow: Page;
  anotherWindow(): Promise<Page>;
  /** Shows a page of the app's origin in which the app itself does not run, so that a test can access its storage. */
  showInertPage(page: Page): Promise<void>;
  /** Takes away every database of the app, as a host does that wants the room: those that are open are closed by force. */
  evictDatabases(page: Page): Promise<void>;
  /** Does `action`, and answers the save dialog that it leads to. */
  savedFile(page: Page, action: () => Promise<void>): Promise<SavedFile>;
  /** Ends it at once; a browser does not tell its pages. */
  close(): Promise<void>;
  /** Ends it as a person does, by closing its windows. */
  quit(): Promise<void>;
}
