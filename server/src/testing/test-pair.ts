import { afterAll } from 'vitest';
import { startSibling, startTestApi, type TestApi } from './test-api.ts';

/** Two api processes on one database, for the length of a test file. */
export async function startTestPair(): Promise<[TestApi, TestApi]> {
  const first = await startTestApi();
  const second = await startSibling(first);
  afterAll(async () => {
    await second[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
  });
  return [first, second];
}
