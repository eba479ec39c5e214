import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { describe, expect, test } from 'vitest';
import { AcceptanceClient, aClient, idsIn, never, requestIdOf } from './acceptance-client.ts';
import type { ServerUnderTest } from './server-under-test.ts';

export function describePulls(name: string, start: () => Promise<ServerUnderTest>): void {
  describe(`${name} is read in pages`, () => {
    test('the server gives everything that the person may see, and nothing else', async () => {
      const { server, client } = await aClient(start);
      const theirs = await AcceptanceClient.of(server, server.stranger);
      const [own, other] = [client.submit(), theirs.submit()];
      await Promise.all([client.push([own]), theirs.push([other])]);
      const held = await client.read();
      expect(held.has(`requests/${requestIdOf(own)}`)).toBe(true);
      expect(held.has(`customers/${server.customerOf(server.seller)}`)).toBe(true);
      expect(held.has(`products/${server.productId}`)).toBe(true);
      expect(held.has(`requests/${requestIdOf(other)}`)).toBe(false);
      expect(held.has(`customers/${server.customerOf(server.stranger)}`)).toBe(false);
    });

    test('the server gives the same in small pages as in one, and never more rows than asked for', async () => {
      const { client } = await aClient(start);
      await client.push([client.submit(), client.submit(1_500)]);
      const pages = await client.pullAll(null, 3);
      for (const page of pages) expect(idsIn(page).length).toBeLessThanOrEqual(3);
      expect(pages.length).toBeGreaterThan(3);
      expect(await client.read(null, 3)).toEqual(await client.read());
    });

    test('the server puts before several pages what the person works with first, and begins the pages behind it at 0', async () => {
      const { server, client } = await aClient(start);
      const open = client.submit(1_500);
      await client.push([open]);
      const [all, few] = [
        await client.pull(null),
        await client.pull(null, { maxRows: idsIn(await client.pull(null)).length - 1 }),
      ];
      expect(all).toMatchObject({ reset: true, more: false });
      expect(few).toMatchObject({ reset: true, more: true, cursor: { seq: 0 }, newestSeq: all.newestSeq });
      expect(idsIn(few)).toContain(`requests/${requestIdOf(open)}`);
      expect(idsIn(few)).toContain(`customers/${server.customerOf(server.seller)}`);
    });

    test('the server continues behind a cursor with what changed since, in its order', async () => {
      const { client } = await aClient(start);
      const { cursor } = await client.pull(null);
      expect(await client.pull(cursor)).toMatchObject({ reset: false, more: false, cursor });
      const commands = [client.submit(), client.submit()];
      await client.push(commands);
      const page = await client.pull(cursor);
      expect(page.reset).toBe(false);
      expect(idsIn(page).toSorted()).toEqual(commands.map((one) => `requests/${requestIdOf(one)}`).toSorted());
      expect(page.cursor.seq).toBe(page.newestSeq);
    });

    test('the server takes away from the one person and gives to the other what changes hands', async () => {
      const { server, client } = await aClient(start);
      const theirs = await AcceptanceClient.of(server, server.stranger);
      const customerId = server.customerOf(server.seller);
      const [before, beforeTheirs] = [await client.pull(null), await theirs.pull(null)];
      await server.giveCustomer(customerId, server.stranger);
      const { changes } = await client.pull(before.cursor);
      expect(changes.customers.removals.map(({ id }) => id)).toEqual([customerId]);
      expect(idsIn(await theirs.pull(beforeTheirs.cursor))).toEqual([`customers/${customerId}`]);
    });

    test('the server begins again for a cursor of somebody else, and for one ahead of the company', async () => {
      const { server, client } = await aClient(start);
      const theirs = await AcceptanceClient.of(server, server.stranger);
      const { cursor } = await client.pull(null);
      expect((await theirs.pull(cursor)).reset).toBe(true);
      expect((await client.pull({ ...cursor, seq: cursor.seq + 1_000 })).reset).toBe(true);
    });

    test('the server begins again for a cursor from before what it has forgotten', async () => {
      const { server, client } = await aClient(start);
      const { cursor } = await client.pull(null);
      await server.giveCustomer(server.customerOf(server.seller), server.stranger);
      await server.forgetRevocations();
      const page = await client.pull(cursor);
      expect(page.reset).toBe(true);
      expect((await client.pull(page.cursor)).reset).toBe(false);
    });

    test('the server answers nobody whose program is of a later protocol', async () => {
      const { client } = await aClient(start);
      await expect(client.pull(null, { protocol: PROTOCOL_VERSION + 1 })).rejects.toMatchObject({ fault: 'outdated' });
    });

    test('the server takes a report of documents that the program cannot read', async () => {
      const { server, client } = await aClient(start);
      const documents = [{ collection: 'products' as const, key: server.productId, seq: 1, where: 'name' }];
      const report = { protocol: PROTOCOL_VERSION, program: 'a test', documents };
      await expect(client.transport.reportUnreadable?.(report, never)).resolves.toEqual({ noted: true });
    });
  });
}
