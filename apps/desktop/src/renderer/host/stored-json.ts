import type { z } from 'zod';

/** What the page keeps by name; the browser's localStorage, or a test's own. */
export type PageStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The value stored under a name; null if there is none, or it is damaged or not ours. */
export function readJson<T>(storage: PageStorage, name: string, schema: z.ZodType<T>): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(storage.getItem(name) ?? 'null'));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** @returns false if there is no room for it. Whatever is stored under that name is then unchanged. */
export function writeJson(storage: PageStorage, name: string, value: unknown): boolean {
  try {
    storage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
