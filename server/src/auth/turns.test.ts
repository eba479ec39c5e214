import { expect, test } from 'vitest';
import { ServerBusyError } from '../server-busy.ts';
import { Turns } from './turns.ts';

/** Work that a test ends when it likes, and how much of it ran at once. */
function makeWork() {
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => ends.push(resolve));
    running -= 1;
  };
  const endAll = async () => {
    for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
      end();
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  };
  return { work, endAll, running: () => running, most: () => most };
}

const limits = { atOnce: 2, waiting: 3, keptForKnown: 0, fromOnePlace: 2 };
const stranger = { place: null, isKnown: false };

test('a few run at once, a few wait, and the rest are asked to retry', async () => {
  const turns = new Turns(limits);
  const { work, endAll, running, most } = makeWork();
  const all = Array.from({ length: 7 }, (_, index) => turns.run({ key: `${index}`, ...stranger }, work));
  const told = Promise.allSettled(all);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(running()).toBe(2);
  await endAll();
  expect((await told).map(({ status }) => status)).toEqual([
    ...Array(5).fill('fulfilled'),
    ...Array(2).fill('rejected'),
  ]);
  expect(await all[6]?.catch((error) => error)).toBeInstanceOf(ServerBusyError);
  expect(most()).toBe(2);
});

test('one place does not take all the room', async () => {
  const turns = new Turns(limits);
  const { work, endAll } = makeWork();
  const from = (place: string, index: number) => turns.run({ key: `${place} ${index}`, place, isKnown: false }, work);
  const all = [from('here', 1), from('here', 2), from('here', 3), from('here', 4), from('here', 5), from('there', 6)];
  const told = Promise.allSettled(all);
  await endAll();
  await new Promise((resolve) => setTimeout(resolve, 0));
  await endAll();
  const statuses = (await told).map(({ status }) => status);
  expect(statuses).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
});

test('what is about the same runs one after the other, and lets others pass', async () => {
  const turns = new Turns({ ...limits, waiting: 10 });
  const { work, endAll, running } = makeWork();
  const order: string[] = [];
  const run = (key: string, name: string) =>
    turns.run({ key, ...stranger }, async () => {
      order.push(name);
      await work();
    });
  const all = [run('a', 'a1'), run('a', 'a2'), run('a', 'a3'), run('b', 'b1')];
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(order).toEqual(['a1', 'b1']);
  expect(running()).toBe(2);
  await endAll();
  await Promise.all(all);
  expect(order).toEqual(['a1', 'b1', 'a2', 'a3']);
});

test('work that fails makes room as well', async () => {
  const turns = new Turns({ ...limits, atOnce: 1 });
  const failing = () => turns.run({ key: 'a', ...stranger }, () => Promise.reject(new Error('it failed')));
  await expect(failing()).rejects.toThrow('it failed');
  await expect(failing()).rejects.toThrow('it failed');
});

test('strangers leave some places to those who are known', async () => {
  const turns = new Turns({ ...limits, waiting: 5, keptForKnown: 2 });
  const { work, endAll } = makeWork();
  const run = (key: string, isKnown: boolean) => turns.run({ key, place: null, isKnown }, work);
  const strangers = Array.from({ length: 7 }, (_, index) => run(`stranger ${index}`, false));
  const known = Array.from({ length: 3 }, (_, index) => run(`person ${index}`, true));
  const told = Promise.allSettled([...strangers, ...known]);
  for (let times = 0; times < 6; times += 1) {
    await endAll();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const statuses = (await told).map(({ status }) => status === 'fulfilled');
  expect(statuses.slice(0, 7)).toEqual([true, true, true, true, true, false, false]);
  expect(statuses.slice(7)).toEqual([true, true, false]);
});

test('somebody known waits beside strangers of the same place', async () => {
  const turns = new Turns({ ...limits, waiting: 10, keptForKnown: 2 });
  const { work, endAll } = makeWork();
  const from = (key: number, isKnown: boolean) => turns.run({ key: `${key}`, place: 'an office', isKnown }, work);
  const all = [1, 2, 3, 4, 5].map((key) => from(key, false));
  const told = Promise.allSettled([...all, from(6, true)]);
  for (let times = 0; times < 6; times += 1) {
    await endAll();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const statuses = (await told).map(({ status }) => status === 'fulfilled');
  expect(statuses).toEqual([true, true, true, true, false, true]);
});

test('somebody known does not wait behind strangers, whether those want the same account or others', async () => {
  for (const account of ['the same', 'another']) {
    const turns = new Turns({ ...limits, atOnce: 1, waiting: 20 });
    const { work, endAll } = makeWork();
    const order: string[] = [];
    const run = (name: string, whose: { key: string; isKnown: boolean }) =>
      turns.run({ ...whose, place: null }, async () => {
        order.push(name);
        await work();
      });
    const guess = { key: account, isKnown: false };
    const known = { key: 'the same', isKnown: true };
    const all = [run('guess 1', guess), run('guess 2', guess), run('guess 3', guess)];
    all.push(run('known 1', known), run('guess 4', guess), run('known 2', known));
    await new Promise((resolve) => setTimeout(resolve, 0));
    await endAll();
    await Promise.all(all);
    expect(order).toEqual(['guess 1', 'known 1', 'known 2', 'guess 2', 'guess 3', 'guess 4']);
  }
});
