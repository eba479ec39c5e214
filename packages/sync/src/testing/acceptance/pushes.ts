import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { MAX_PUSH_COMMANDS } from '@marginiq/contract/push';
import { describe, expect, test } from 'vitest';
import { AcceptanceClient, aClient, answers, never, requestIdOf } from './acceptance-client.ts';
import type { ServerUnderTest } from './server-under-test.ts';

export function describePushes(name: string, start: () => Promise<ServerUnderTest>): void {
  describe(`${name} decides what is pushed`, () => {
    test('the server answers each command in order, and names the next number', async () => {
      const { client } = await aClient(start);
      const commands = [client.submit(), client.submit(1_500)];
      const reply = await client.push(commands.toReversed());
      expect(answers(reply.outcomes)).toEqual(commands.map(({ id }) => [id, 'accepted']));
      expect(reply.nextDeviceSeq).toBe(3);
    });

    test('the server answers a command that is pushed again with the outcome that it had, and decides it once', async () => {
      const { client } = await aClient(start);
      const command = client.submit();
      const [first, second] = [await client.push([command]), await client.push([command])];
      expect(second).toEqual(first);
      // The first form of the arguments is meant where none is named.
      expect(await client.push([{ ...command, version: 1 }])).toEqual(first);
      const held = await client.read();
      expect([...held.keys()].filter((key) => key.startsWith('requests/'))).toHaveLength(1);
    });

    test('the server decides nothing behind a gap in the numbers, and answers what it knows', async () => {
      const { client } = await aClient(start);
      const [first, missing, behind] = [client.submit(), client.submit(), client.submit()];
      await client.push([first]);
      const reply = await client.push([first, behind]);
      expect(reply.outcomes.map(({ commandId }) => commandId)).toEqual([first.id]);
      expect(reply.nextDeviceSeq).toBe(2);
      expect((await client.push([missing, behind])).outcomes).toHaveLength(2);
    });

    test('the server decides nothing behind a number that was used before', async () => {
      const { client } = await aClient(start);
      const [first, second] = [client.submit(), client.submit()];
      await client.push([first]);
      const again = { ...client.submit(), deviceSeq: 1 };
      expect(await client.push([again, second])).toEqual({ outcomes: [], nextDeviceSeq: 2 });
    });

    test('the server refuses another command under an id that was used before', async () => {
      const { client } = await aClient(start);
      const command = client.submit();
      await client.push([command]);
      const { outcomes } = await client.push([{ ...client.submit(1_500), id: command.id }]);
      expect(answers(outcomes)).toEqual([[command.id, 'commandIdReused']]);
    });

    test('the server refuses a command that fits no form, and decides those behind it', async () => {
      const { client } = await aClient(start);
      const commands = [
        client.command('request.submit', { items: 'none' }),
        client.command('request.dance', {}),
        client.submit(),
      ];
      const { outcomes, nextDeviceSeq } = await client.push(commands);
      expect(answers(outcomes).map(([, code]) => code)).toEqual(['invalidCommand', 'invalidCommand', 'accepted']);
      expect(nextDeviceSeq).toBe(4);
    });

    test('the server decides nothing of a push with a command of a later form than it knows, nor of a later program’s unknown type', async () => {
      const { client } = await aClient(start);
      const later = { ...client.submit(), version: 99 };
      await expect(client.push([later])).rejects.toMatchObject({ fault: 'outdated' });
      const unknown = {
        protocol: PROTOCOL_VERSION + 1,
        deviceId: client.deviceId,
        commands: [client.command('request.dance', {})],
      };
      await expect(client.transport.push(unknown, never)).rejects.toMatchObject({ fault: 'outdated' });
      expect((await client.push([])).nextDeviceSeq).toBe(1);
    });

    test('the server takes what an earlier device of the same person numbered, and counts on where that one stopped', async () => {
      const { server, client } = await aClient(start);
      const [sent, unsent] = [client.submit(), client.submit()];
      await client.push([sent]);
      const now = await AcceptanceClient.of(server, server.seller);
      const reply = await now.push([unsent], client.deviceId);
      expect(answers(reply.outcomes)).toEqual([[unsent.id, 'accepted']]);
      expect(reply.nextDeviceSeq).toBe(3);
      expect((await now.push([now.submit()])).nextDeviceSeq).toBe(2);
    });

    test('the server takes nothing that a stranger’s device numbered, nor commands of two devices at once', async () => {
      const { server, client } = await aClient(start);
      const theirs = await AcceptanceClient.of(server, server.stranger);
      await theirs.push([theirs.submit()]);
      await expect(client.push([theirs.submit()], theirs.deviceId)).rejects.toMatchObject({ fault: 'otherSession' });
      await expect(client.push([client.submit(), theirs.submit()])).rejects.toMatchObject({ fault: 'rejected' });
    });

    test('the server rejects a push of more commands than the contract allows', async () => {
      const { client } = await aClient(start);
      const many = Array.from({ length: MAX_PUSH_COMMANDS + 1 }, () => client.submit());
      await expect(client.push(many)).rejects.toMatchObject({ fault: 'rejected' });
    });

    test('the server asks for less at once where a push is too large to be read', async () => {
      const { client } = await aClient(start);
      const large = client.command('request.submit', { justification: 'x'.repeat(4_000_000) });
      await expect(client.push([large])).rejects.toMatchObject({ fault: 'tooLarge' });
    });

    test('the server decides by the authority that the person has at that moment', async () => {
      const { server, client } = await aClient(start);
      const manager = await AcceptanceClient.of(server, server.manager);
      const asked = client.submit(1_500);
      await client.push([asked]);
      const approve = (by: AcceptanceClient) =>
        by.command('request.approve', { requestId: requestIdOf(asked), note: null }, { baseRevision: 1 });
      const [forbidden, allowed] = [approve(client), approve(manager)];
      expect(answers((await client.push([forbidden])).outcomes)).toEqual([[forbidden.id, 'notAllowed']]);
      expect(answers((await manager.push([allowed])).outcomes)).toEqual([[allowed.id, 'accepted']]);
      await server.deactivate(server.manager);
      await expect(manager.push([approve(manager)])).rejects.toMatchObject({ fault: 'inactive' });
    });
  });
}
