import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';

/** Answers one channel. @param args as the page gave them: unchecked */
export type ChannelHandler = (sender: WebContents, args: unknown[]) => unknown;

/** Answers these channels, to our own page only: a page from elsewhere gets an error. */
export function answerPages(
  ipcMain: Pick<IpcMain, 'handle'>,
  handlers: Readonly<Record<string, ChannelHandler>>,
  isOurPage: (url: string) => boolean,
): void {
  for (const [channel, handle] of Object.entries(handlers)) {
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, ...args: unknown[]) => {
      if (!isOurPage(event.senderFrame?.url ?? '')) throw new Error(`${channel} was asked by a page that is not ours`);
      return handle(event.sender, args);
    });
  }
}
