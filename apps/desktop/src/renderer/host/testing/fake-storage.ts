import type { ListedStorage } from '../unwritten-notes.ts';

/** The page's small storage, in memory. */
export function fakeStorage(): ListedStorage & { items: Map<string, string>; isFull: boolean } {
  const items = new Map<string, string>();
  return {
    items,
    isFull: false,
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (name) => items.get(name) ?? null,
    setItem(name, value) {
      if (this.isFull) throw new DOMException('full', 'QuotaExceededError');
      items.set(name, value);
    },
    removeItem: (name) => void items.delete(name),
  };
}
