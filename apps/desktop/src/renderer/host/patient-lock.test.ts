import { v7 } from 'uuid';
import { expect, it } from 'vitest';
import { patientLock } from './patient-lock.ts';

const never = new Promise<never>(() => undefined);
const patiently = <T>(name: string, work: () => Promise<T>) =>
  patientLock(navigator.locks, { name, patienceMs: 20 }, work);

it('a lock is taken away from a window that is frozen while it holds it, and then passed on as usual', async () => {
  const name = v7();
  void navigator.locks.request(name, () => never).catch(() => undefined);
  const done: number[] = [];
  const work = (n: number) => async () => void done.push(n);
  await Promise.all([1, 2, 3].map((n) => patiently(name, work(n))));
  expect(done.toSorted()).toEqual([1, 2, 3]);
  // Not just passed by: nobody waits for the frozen window again.
  expect(await navigator.locks.request(name, { ifAvailable: true }, (lock) => lock !== null)).toBe(true);
});

it('work that a lock was taken away from still has its result when it wakes up, and is done once', async () => {
  const name = v7();
  const { promise: frozen, resolve: wake } = Promise.withResolvers<string>();
  let times = 0;
  const late = patiently(name, () => {
    times += 1;
    return frozen;
  });
  expect(await patiently(name, async () => 'taken over')).toBe('taken over');
  wake('late');
  expect(await late).toBe('late');
  expect(times).toBe(1);
});

it('a failure of the work itself is passed on unchanged, and releases the lock', async () => {
  const name = v7();
  await expect(patiently(name, () => Promise.reject(new Error('no room')))).rejects.toThrow('no room');
  expect(await patiently(name, async () => 'next')).toBe('next');
});
