import type { IpcMainInvokeEvent } from 'electron';
import { expect, it } from 'vitest';
import { answerPages } from './answer-pages.ts';
import { ourPage } from './our-page.ts';

type Listener = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown;

function asked(senderFrame: { url: string } | null) {
  const did: unknown[][] = [];
  const listeners: Listener[] = [];
  const ipcMain = { handle: (_channel: string, listener: Listener) => void listeners.push(listener) };
  answerPages(ipcMain, { 'session:stored': (_sender, args) => did.push(args) }, ourPage('app://marginiq'));
  const ask = () => listeners.forEach((listen) => void listen({ senderFrame } as IpcMainInvokeEvent, 'x'));
  return { ask, did };
}

it('our own page is answered', () => {
  const { ask, did } = asked({ url: 'app://marginiq/index.html' });
  ask();
  expect(did).toEqual([['x']]);
});

it.each([
  ['that is gone', null],
  ['from elsewhere', { url: 'app://marginiq.example/' }],
  ['without an address', { url: '' }],
])('a page %s is not answered, and nothing is done for it', (_which, frame) => {
  const { ask, did } = asked(frame);
  expect(ask).toThrow('session:stored was asked by a page that is not ours');
  expect(did).toEqual([]);
});
