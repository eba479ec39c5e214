import { v7 } from 'uuid';
import { expect, it } from 'vitest';
import { browserSessionNews, type StorageEvents } from './session-news.ts';

/** A browser's storage: the other windows hear of what has changed, and not of what was written as it was. */
function twoWindows() {
  const items = new Map<string, string>();
  const [own, other] = [new EventTarget(), new EventTarget()];
  const tell = (key: string, newValue: string | null) =>
    other.dispatchEvent(Object.assign(new Event('storage'), { key, newValue }));
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (items.get(key) === value) return;
      items.set(key, value);
      tell(key, value);
    },
    removeItem: (key: string) => {
      if (items.delete(key)) tell(key, null);
    },
  };
  const newsOf = (window: EventTarget) => browserSessionNews(storage, window as unknown as StorageEvents);
  return { one: newsOf(own), other: newsOf(other), items };
}

it('a second sign-out of the same person is heard in every window as the first one was', () => {
  const { one, other, items } = twoWindows();
  const heard: string[] = [];
  one.listen(({ kind }) => void heard.push(`here ${kind}`));
  other.listen(({ kind }) => void heard.push(`there ${kind}`));
  const identity = { companyId: v7(), userId: v7(), deviceId: v7() };
  for (let time = 0; time < 2; time += 1) one.tell({ kind: 'signedOut', identity });
  expect(heard.toSorted()).toEqual(['here signedOut', 'here signedOut', 'there signedOut', 'there signedOut']);
  expect([...items]).toEqual([]);
});
