import '@marginiq/sync/testing/browser-globals';
import { readLocalRow, writeLocalRow } from '@marginiq/sync/database/local-state';
import { Device } from '@marginiq/sync/testing/device';
import { testSealer } from '@marginiq/sync/testing/sealers';
import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { type Draft, emptyDraft } from './draft.ts';
import {
  type DraftPorts,
  discardDraft,
  draftKey,
  draftsAtLeaving,
  newKeptDraft,
  readDraft,
  readDrafts,
  restoreDraft,
  writeDraft,
} from './kept-draft.ts';

const at = (now: string): DraftPorts => ({ now: () => now, newId: () => v7() });
const MONDAY = at('2026-06-01T12:00:00.000Z');
const TUESDAY = at('2026-06-02T12:00:00.000Z');
const written = (justification: string): Draft => ({ ...emptyDraft(), justification });
const texts = async (device: Device, ports: DraftPorts) =>
  (await readDrafts(device.database, ports)).map(({ draft }) => draft.justification);

describe('drafts on the device', () => {
  it('drafts on the device are kept side by side, newest change first, also after a restart', async () => {
    await using device = await Device.open();
    await writeDraft(device.database, newKeptDraft(MONDAY, { draft: written('one') }));
    await writeDraft(device.database, newKeptDraft(TUESDAY, { draft: written('two') }));
    await device.reopen();
    expect(await texts(device, TUESDAY)).toEqual(['two', 'one']);
  });

  it('drafts on the device have one id for the request and one for its command, from the beginning', async () => {
    await using device = await Device.open();
    const kept = newKeptDraft(MONDAY, { draft: written('one') });
    await writeDraft(device.database, kept);
    const again = await readDraft(device.database, kept.id);
    expect([again?.id, again?.commandId]).toEqual([kept.id, kept.commandId]);
    expect(kept.id).not.toBe(kept.commandId);
  });

  it('discarded drafts can be restored, and are deleted a week later', async () => {
    await using device = await Device.open();
    const kept = newKeptDraft(MONDAY, { draft: written('one') });
    await discardDraft(device.database, kept, MONDAY.now());
    await restoreDraft(device.database, kept.id);
    expect(await readDraft(device.database, kept.id)).toEqual(kept);
    await discardDraft(device.database, kept, MONDAY.now());
    expect(await texts(device, at('2026-06-08T11:00:00.000Z'))).toEqual(['one']);
    expect(await texts(device, at('2026-06-08T13:00:00.000Z'))).toEqual([]);
    expect(await readDraft(device.database, kept.id)).toBeNull();
  });

  it('drafts of an earlier version are migrated: the one new request, and a revision with what it revises', async () => {
    await using device = await Device.open();
    const requestId = v7();
    const items = [{ key: 'k', productId: 'p', quantity: 2500, discountPercent: 7.5 }];
    await writeLocalRow(device.database, 'draft:new', { customerId: 'c', items, justification: 'new' });
    await writeLocalRow(device.database, `draft:${requestId}:2`, { customerId: 'c', items, justification: 'revised' });
    const drafts = await readDrafts(device.database, MONDAY);
    expect(drafts.map(({ draft, revises }) => [draft.justification, revises]).sort()).toEqual([
      ['new', null],
      ['revised', { requestId, baseRevision: 2 }],
    ]);
    expect(drafts[0]?.draft.items[0]).toMatchObject({ quantity: '2500', discount: '7.5' });
    expect(await readLocalRow(device.database, 'draft:new')).toBeNull();
    // Taken over once.
    expect(await readDrafts(device.database, MONDAY)).toHaveLength(2);
  });

  it('drafts on the device stay when their person leaves if they are sealed, also by another key, and open once that key is back', async () => {
    const atLeaving = (device: Device, bare: string[] = []) => draftsAtLeaving(device.database, MONDAY, bare);
    await using device = await Device.open({ sealer: testSealer(1) });
    await writeDraft(device.database, newKeptDraft(MONDAY, { draft: written('one') }));
    await device.reopen(testSealer(2));
    const two = newKeptDraft(MONDAY, { draft: written('two') });
    await writeDraft(device.database, two);
    expect([await texts(device, MONDAY), await atLeaving(device)]).toEqual([['two'], { staying: 2, going: 0 }]);
    expect(await atLeaving(device, [draftKey(two.id), 'decision:a'])).toEqual({ staying: 1, going: 1 });
    await discardDraft(device.database, two, MONDAY.now());
    expect(await atLeaving(device, [draftKey(two.id)])).toEqual({ staying: 1, going: 0 });
    await device.reopen(testSealer(2, { earlier: [1] }));
    expect((await texts(device, MONDAY)).sort()).toEqual(['one', 'two']);
  });

  it('unreadable drafts are left alone', async () => {
    await using device = await Device.open();
    await writeLocalRow(device.database, 'draft:from-the-future', { text: 'of another kind' });
    expect(await readDrafts(device.database, MONDAY)).toEqual([]);
    expect(await readLocalRow(device.database, 'draft:from-the-future')).toEqual({ text: 'of another kind' });
  });
});
