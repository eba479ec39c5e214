import '@marginiq/sync/testing/browser-globals';
import { Device } from '@marginiq/sync/testing/device';
import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { type DecisionDraft, noDecision } from './decision-draft.ts';
import { emptyDraft } from './draft.ts';
import { readDecision, writeDecision } from './kept-decision.ts';
import { type KeptDraft, newKeptDraft, readDraft, writeDraft } from './kept-draft.ts';
import { adoptWork, decisionNote, draftNote } from './unwritten-work.ts';

const at = (changedAt: string, justification: string, kept: KeptDraft): KeptDraft => ({
  ...kept,
  changedAt: `2026-06-01T12:00:0${changedAt}.000Z`,
  draft: { ...emptyDraft(), justification },
});
const begun = () => newKeptDraft({ now: () => '2026-06-01T12:00:00.000Z', newId: () => v7() });
const reject = (text: string): DecisionDraft => ({
  ...noDecision(1),
  choice: 'reject',
  reasons: { ...noDecision(1).reasons, reject: text },
});
/** In the form that is read from the note. */
const read = (note: unknown) => JSON.parse(JSON.stringify(note));

describe('what was noted as the page was left', () => {
  it('what was noted as the page was left is in the draft again, also if none of it was ever written', async () => {
    await using device = await Device.open();
    const kept = begun();
    await writeDraft(device.database, at('1', 'The', kept));
    const fresh = begun();
    await adoptWork(device.database, read(draftNote(at('2', 'The cap', kept))));
    await adoptWork(device.database, read(draftNote(at('2', 'Never written', fresh))));
    expect((await readDraft(device.database, kept.id))?.draft.justification).toBe('The cap');
    expect((await readDraft(device.database, fresh.id))?.draft.justification).toBe('Never written');
  });

  it('what was noted as the page was left replaces nothing that was typed later', async () => {
    await using device = await Device.open();
    const kept = begun();
    await writeDraft(device.database, at('3', 'The captain', kept));
    await adoptWork(device.database, read(draftNote(at('2', 'The cap', kept))));
    expect((await readDraft(device.database, kept.id))?.draft.justification).toBe('The captain');
  });

  it('what was noted as the page was left leaves no draft that was emptied', async () => {
    await using device = await Device.open();
    const kept = begun();
    await writeDraft(device.database, at('1', 'The', kept));
    await adoptWork(device.database, read(draftNote(at('2', '', kept))));
    expect(await readDraft(device.database, kept.id)).toBeNull();
  });

  it('a noted decision is restored once, beside what another window wrote', async () => {
    await using device = await Device.open();
    const requestId = v7();
    await writeDecision(device.database, requestId, { ...noDecision(1), suggestion: '7.5' });
    const note = read(decisionNote(requestId, { typed: reject('Too much.'), base: noDecision(1) }));
    await adoptWork(device.database, note);
    await adoptWork(device.database, note);
    expect(await readDecision(device.database, requestId)).toEqual({ ...reject('Too much.'), suggestion: '7.5' });
  });

  it('what was noted as the page was left takes away a decision that was sent as the page was left', async () => {
    await using device = await Device.open();
    const requestId = v7();
    await writeDecision(device.database, requestId, reject('Too much.'));
    await adoptWork(
      device.database,
      read(decisionNote(requestId, { typed: noDecision(1), base: reject('Too much.') })),
    );
    expect(await readDecision(device.database, requestId)).toBeNull();
  });

  it('what was noted as the page was left is left alone if it is none of ours', async () => {
    await using device = await Device.open();
    await adoptWork(device.database, { of: 'something newer' });
  });
});
