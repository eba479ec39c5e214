import { BehaviorSubject } from 'rxjs';
import { afterEach, expect, it, vi } from 'vitest';
import { announce } from '../host/before-reload.ts';
import { sendBeforeUpdate } from './send-before-update.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

function page(waiting: string[]) {
  const target = new EventTarget();
  vi.stubGlobal('window', target);
  const entries$ = new BehaviorSubject<never[]>([]);
  const wake = vi.fn();
  const stop = sendBeforeUpdate({ sendable: async () => waiting as never[], entries$ }, { wake });
  return { target, entries$, wake, stop, waiting };
}

it('what waits is sent before an update, which then continues at once', async () => {
  const { target, entries$, wake, waiting } = page(['command']);
  const announced = announce('update', 60_000, target);
  await vi.waitFor(() => expect(wake).toHaveBeenCalledOnce());
  waiting.pop();
  entries$.next([]);
  await announced;
  expect(entries$.observed).toBe(false);
});

it('what the server does not take in time is no longer watched once the update continues', async () => {
  const { target, entries$, wake } = page(['command']);
  await announce('update', 20, target);
  expect(wake).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(entries$.observed).toBe(false));
});
