import '../testing/browser-globals.ts';
import { viewOf } from '@marginiq/contract/cursor';
import { firstValueFrom, skip } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { ACME } from '../testing/company.ts';
import { DeadLine } from '../testing/dead-line.ts';
import { Device, submission } from '../testing/device.ts';
import { RunningEngine } from '../testing/engine.ts';
import { FakeServer, oneTurn } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';

async function onALine() {
  const device = await Device.open();
  const server = new FakeServer();
  const line = new DeadLine(server.connect(device.session));
  const running = RunningEngine.start(device, line);
  await running.until(({ phase, live }) => live && phase === 'synced');
  const dispose = async () => {
    await running[Symbol.asyncDispose]();
    await device[Symbol.asyncDispose]();
  };
  return { device, server, line, running, [Symbol.asyncDispose]: dispose };
}

describe('a line on which nothing comes any more, though no connection was closed', () => {
  it('a line on which nothing comes any more, though no connection was closed counts as no connection as soon as its stream was silent for too long, while a call still hangs on it', async () => {
    await using at = await onALine();
    at.line.die();
    at.line.noticeSilence();
    const status = await at.running.reaches('waiting');
    expect(status).toMatchObject({ fault: 'offline', live: false });
    expect(status.heardAt).not.toBeNull();
    expect(at.running.phases.at(-1)).toBe('waiting');
  });

  it('a line on which nothing comes any more, though no connection was closed counts as no connection also while an action is being sent', async () => {
    await using at = await onALine();
    at.line.die();
    await at.device.outbox.submit(submission(testId(0xa1)));
    await at.running.reaches('syncing');
    at.line.noticeSilence();
    expect(await at.running.reaches('waiting')).toMatchObject({ fault: 'offline' });
  });

  it('a line on which nothing comes any more, though no connection was closed is tried again at once when somebody asks, without waiting for the call that hangs', async () => {
    await using at = await onALine();
    at.line.die();
    const command = await at.device.outbox.submit(submission(testId(0xa1)));
    await at.running.reaches('syncing');
    at.line.noticeSilence();
    await at.running.reaches('waiting');
    at.line.revive();
    at.running.engine.wake();
    await at.running.reaches('synced');
    expect(at.server.decided).toEqual([command.id]);
  });

  it('a line on which nothing comes any more, though no connection was closed counts as no connection also where what was streamed before is still being written', async () => {
    await using at = await onALine();
    await at.running.syncOnceMore();
    const { cursor } = at.device.replica;
    if (cursor === null) throw new Error('nothing was pulled');
    const document = at.server.store.put('customers', { ...ACME, name: 'Acme & Daughters' });
    const { seq } = at.server.store;
    const none = { upserts: [], removals: [] };
    const changes = {
      customers: { upserts: [document], removals: [] },
      requests: none,
      products: none,
      reference: none,
    };
    const shown = firstValueFrom(at.device.replica.list$('customers').pipe(skip(1)));
    at.server.tell({ seq, page: { view: viewOf(cursor.epoch), after: cursor.seq, seq, changes } });
    await shown;
    at.line.die();
    at.line.noticeSilence();
    await at.running.reaches('waiting');
    const before = at.running.phases.length;
    await vi.waitFor(() => expect(at.device.replica.cursor?.seq).toBe(seq));
    for (let turn = 0; turn < 50; turn += 1) await oneTurn();
    expect(at.running.phases.slice(before)).toEqual([]);
    at.line.revive();
    at.running.engine.wake();
    await at.running.reaches('synced');
  });

  it('a line on which nothing comes any more, though no connection was closed counts as no connection also while it is tried again, until something is heard', async () => {
    await using at = await onALine();
    at.line.die();
    at.line.noticeSilence();
    await at.running.reaches('waiting');
    // Another exchange begins at once, and hangs.
    const before = at.running.phases.length;
    for (let turn = 0; turn < 50; turn += 1) await oneTurn();
    expect(at.running.phases.slice(before)).toEqual([]);
    at.line.revive();
    at.running.engine.wake();
    await at.running.reaches('synced');
  });
});
