import { BrowserWindow } from 'electron';
import type { Events } from '../preload/channels.ts';
import type { ShellEvents } from '../preload/shell-channels.ts';

type AllEvents = Events & ShellEvents;

/** Tells every window. */
export function tellWindows<E extends keyof AllEvents>(event: E, value: AllEvents[E]): void {
  for (const window of BrowserWindow.getAllWindows()) window.webContents.send(event, value);
}
