import type { IpcMain, WebContents } from 'electron';
import { z } from 'zod';
import type { ShellChannel, ShellChannels } from '../preload/shell-channels.ts';
import { answerPages } from './answer-pages.ts';

/** What the program does for a page, apart from sessions. */
export interface Shell {
  saveFile: (sender: WebContents, file: { name: string; text: string }) => Promise<'saved' | 'cancelled'>;
  takeLink: () => ShellChannels['link:take']['result'];
  reportUnsent: (count: number | null) => void;
  unsentElsewhere: () => ShellChannels['work:elsewhere']['result'];
  openInBrowser: () => void;
  saved: (sender: WebContents) => void;
  updateState: () => ShellChannels['update:state']['result'];
  lookForUpdate: (required: boolean) => Promise<ShellChannels['update:look']['result']>;
  installUpdate: () => ShellChannels['update:install']['result'];
}

type Handler<C extends ShellChannel> = (
  sender: WebContents,
  args: unknown[],
) => ShellChannels[C]['result'] | Promise<ShellChannels[C]['result']>;

const fileSchema = z.tuple([z.string().min(1).max(200), z.string().max(100_000_000)]);
const unsentSchema = z.tuple([z.int().min(0).nullable()]);
const requiredSchema = z.tuple([z.boolean()]);

/** Answers every channel of the shell, to our own page only and with checked arguments. */
export function registerShellIpc(
  ipcMain: Pick<IpcMain, 'handle'>,
  shell: Shell,
  isOurPage: (url: string) => boolean,
): void {
  const handlers: { [C in ShellChannel]: Handler<C> } = {
    'files:save': (sender, args) => {
      const [name, text] = fileSchema.parse(args);
      return shell.saveFile(sender, { name, text });
    },
    'link:take': () => shell.takeLink(),
    'work:unsent': (_sender, args) => {
      const [count] = unsentSchema.parse(args);
      shell.reportUnsent(count);
      return undefined;
    },
    'work:elsewhere': () => shell.unsentElsewhere(),
    'server:open': () => {
      shell.openInBrowser();
      return undefined;
    },
    'window:saved': (sender) => {
      shell.saved(sender);
      return undefined;
    },
    'update:state': () => shell.updateState(),
    'update:look': (_sender, args) => {
      const [required] = requiredSchema.parse(args);
      return shell.lookForUpdate(required);
    },
    'update:install': () => shell.installUpdate(),
  };
  answerPages(ipcMain, handlers, isOurPage);
}
