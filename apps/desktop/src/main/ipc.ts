import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import type { Channel, Channels } from '../preload/channels.ts';
import type { SessionService } from './session-service.ts';

const credentialsSchema = z.object({
  company: z.string().max(200),
  email: z.string().max(200),
  password: z.string().max(200),
});

type Handler<C extends Channel> = (...args: unknown[]) => Promise<Channels[C]['result']>;

/** Answers every channel, to our own page only and with checked arguments. */
export function registerIpc(
  ipcMain: Pick<IpcMain, 'handle'>,
  session: SessionService,
  isOurPage: (url: string) => boolean,
): void {
  const handlers: { [C in Channel]: Handler<C> } = {
    'session:stored': () => session.stored(),
    'session:signIn': (credentials) => session.signIn(credentialsSchema.parse(credentials)),
    'session:renew': () => session.renew(),
    'session:reportWipe': (unanswered) => session.reportWipe(z.array(z.uuid()).parse(unanswered)).then(() => undefined),
    'session:forgetDevice': () => session.forgetDevice().then(() => undefined),
    'session:signOut': () => session.signOut().then(() => undefined),
  };
  for (const [channel, handle] of Object.entries(handlers)) {
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, ...args: unknown[]) => {
      if (!isOurPage(event.senderFrame?.url ?? '')) throw new Error(`${channel} was asked by a page that is not ours`);
      return handle(...args);
    });
  }
}
