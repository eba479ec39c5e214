import { viewOf } from '@marginiq/contract/cursor';
import { type StreamItem, streamItemSchema } from '@marginiq/contract/stream';
import { describe, expect, test, vi } from 'vitest';
import { AcceptanceClient, aClient, never } from './acceptance-client.ts';
import type { ServerUnderTest } from './server-under-test.ts';

export function describeNews(name: string, start: () => Promise<ServerUnderTest>): void {
  describe(`${name} tells of news`, () => {
    /** Listens until the test is over; `ended` settles with the stream. */
    async function listening(client: AcceptanceClient) {
      const items: StreamItem[] = [];
      const stop = new AbortController();
      const ended = client.transport.stream((item) => items.push(streamItemSchema.parse(item)), stop.signal);
      ended.catch(() => undefined);
      await vi.waitFor(() => expect(items.length).toBeGreaterThan(0), { timeout: 10_000 });
      return { items, stop: () => stop.abort(), ended };
    }

    test('the server hints at the company’s position at once, and at each commit of whoever', async () => {
      const { server, client } = await aClient(start);
      const manager = await AcceptanceClient.of(server, server.manager);
      const { newestSeq } = await manager.pull(null);
      const { items, stop, ended } = await listening(manager);
      expect(items[0]).toMatchObject({ seq: newestSeq });
      expect(items[0]?.page ?? null).toBeNull();
      await client.push([client.submit(1_500)]);
      const after = await manager.pull(null);
      await vi.waitFor(() => expect(items.at(-1)?.seq).toBeGreaterThanOrEqual(after.newestSeq), { timeout: 10_000 });
      stop();
      await ended;
    });

    test('the server streams no page that does not follow from what was hinted before it', async () => {
      const { server, client } = await aClient(start);
      const manager = await AcceptanceClient.of(server, server.manager);
      const { cursor } = await manager.pull(null);
      const { items, stop, ended } = await listening(manager);
      for (let count = 1; count <= 3; count += 1) {
        await client.push([client.submit(1_500)]);
        await vi.waitFor(() => expect(items.length).toBeGreaterThan(count), { timeout: 10_000 });
      }
      for (const [index, { page, seq }] of items.entries()) {
        if (!page) continue;
        expect(page.view).toBe(viewOf(cursor.epoch));
        expect(page.after).toBe(items[index - 1]?.seq);
        expect(page.seq).toBe(seq);
      }
      stop();
      await ended;
    });

    test('the server ends the stream of a device whose access is revoked, and lets it neither push, pull nor listen', async () => {
      const { server, client } = await aClient(start);
      await client.push([client.submit()]);
      const { ended } = await listening(client);
      await server.revoke(client.deviceId);
      await ended.catch(() => undefined);
      const refusal = { fault: 'revoked' };
      await expect(client.push([client.submit()])).rejects.toMatchObject(refusal);
      await expect(client.pull(null)).rejects.toMatchObject(refusal);
      await expect(client.transport.stream(() => undefined, never)).rejects.toMatchObject(refusal);
    });
  });
}
