import '../testing/browser-globals.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BROKE } from '../testing/company.ts';
import { Device, submission } from '../testing/device.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { FaultyTransport } from '../testing/faulty-transport.ts';
import { idSource } from '../testing/ids.ts';
import { pushCommands } from './push-commands.ts';

const STEPS = ['submit', 'submitBad', 'push', 'pushReplyLost', 'forget', 'dismiss', 'reopen'] as const;
const never = { signal: new AbortController().signal };

it('the outbox numbers what waits without a gap, whatever happens between, and loses and repeats nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { maxLength: 14 }), async (steps) => {
      await using device = await Device.open();
      const server = new FakeServer();
      const newId = idSource(0x500000);
      const made: string[] = [];
      const push = (calls: ['replyLost'] | []) =>
        pushCommands(device.outbox, new FaultyTransport(server.connect(device.session), { calls }), never);
      const idsIn = async (wanted: 'accepted' | 'refused') =>
        (await device.outbox.entries()).flatMap(({ state, command }) => (state === wanted ? [command.id] : []));

      for (const step of steps) {
        if (step === 'submit') made.push((await device.outbox.submit(submission(newId()))).id);
        if (step === 'submitBad') {
          made.push((await device.outbox.submit(submission(newId(), { customerId: BROKE.id }))).id);
        }
        if (step === 'push') await push([]);
        if (step === 'pushReplyLost') await push(['replyLost']).catch(() => undefined);
        if (step === 'forget') await device.outbox.forgetAccepted(await idsIn('accepted'));
        if (step === 'dismiss') for (const id of await idsIn('refused')) await device.outbox.dismiss(id);
        if (step === 'reopen') await device.reopen();
        const numbers = (await device.outbox.waiting()).map(({ deviceSeq }) => deviceSeq);
        expect(numbers).toEqual(numbers.map((_, n) => (numbers[0] ?? 0) + n));
      }
      await push([]);
      expect(server.decided).toEqual(made);
      expect(await device.outbox.waiting()).toEqual([]);
    }),
    { numRuns: 25 },
  );
}, 30_000);
