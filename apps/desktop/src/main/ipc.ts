import { identitySchema } from '@marginiq/contract/session';
import type { IpcMain } from 'electron';
import { z } from 'zod';
import type { Channel, Channels } from '../preload/channels.ts';
import { answerPages, type ChannelHandler } from './answer-pages.ts';
import type { SessionService } from './session-service.ts';

const passphraseSchema = z.string().min(1).max(1_000);
const signInSchema = z.object({
  company: z.string().max(200),
  email: z.string().max(200),
  password: z.string().max(200),
  deviceId: z.uuid(),
  passphrase: passphraseSchema.nullable().optional(),
});
const personSchema = identitySchema.pick({ companyId: true, userId: true });

type Handler<C extends Channel> = (...args: unknown[]) => Promise<Channels[C]['result']>;

/** Answers every channel, to our own page only and with checked arguments. */
export function registerIpc(
  ipcMain: Pick<IpcMain, 'handle'>,
  session: SessionService,
  isOurPage: (url: string) => boolean,
): void {
  const identity = (given: unknown) => identitySchema.parse(given);
  const handlers: { [C in Channel]: Handler<C> } = {
    'session:keeping': () => session.keeping(),
    'session:stored': () => session.stored(),
    'session:signIn': (input) => session.signIn(signInSchema.parse(input)),
    'session:whoIs': (input) => session.whoIs(signInSchema.parse(input)),
    'session:renew': (whose) => session.renew(identity(whose)),
    'session:localKeys': (whose) => session.localKeys(identity(whose)),
    'session:noteSealed': (whose) => session.noteSealed(identity(whose)).then(() => undefined),
    'session:setPassphrase': (whose, passphrase) =>
      session.setPassphrase(identity(whose), passphraseSchema.nullable().parse(passphrase)),
    'session:unlock': (passphrase) => session.unlock(passphraseSchema.parse(passphrase)),
    'session:reportWipe': (whose, unanswered) =>
      session.reportWipe(identity(whose), z.array(z.uuid()).parse(unanswered)).then(() => undefined),
    'session:forgetKeys': (person) => session.forgetKeys(personSchema.parse(person)).then(() => undefined),
    'session:signOut': (whose) => session.signOut(identity(whose)).then(() => undefined),
  };
  const answers = Object.entries(handlers).map(([channel, handle]): [string, ChannelHandler] => [
    channel,
    (_sender, args) => handle(...args),
  ]);
  answerPages(ipcMain, Object.fromEntries(answers), isOurPage);
}
