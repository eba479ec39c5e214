import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyDraft } from './draft.ts';
import { DraftForm } from './draft-form.ts';
import { type KeptDraft, keptDraftSchema, newKeptDraft } from './kept-draft.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const now = () => '2026-06-01T12:00:00.000Z';

function aForm({ fails = () => false }: { fails?: () => boolean } = {}) {
  const rows = new Map<string, KeptDraft>();
  const form = new DraftForm(newKeptDraft({ now, newId: () => ID }), false, {
    now,
    write: async (kept) => {
      if (fails()) throw new DOMException('no room', 'QuotaExceededError');
      rows.set(kept.id, kept);
    },
    remove: async (id) => void rows.delete(id),
  });
  const type = (justification: string) => form.change((draft) => ({ ...draft, justification }));
  return { form, rows, type };
}

describe('DraftForm', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('a draft is saved once, when the typing pauses', async () => {
    const { form, rows, type } = aForm();
    for (const text of ['T', 'Th', 'The']) type(text);
    expect(rows.size).toBe(0);
    await vi.runAllTimersAsync();
    expect(rows.get(ID)?.draft.justification).toBe('The');
    expect(form.unsaved()).toBe(false);
  });

  it('DraftForm is no longer discarded once somebody types in it', async () => {
    const rows: KeptDraft[] = [];
    const discarded = { ...newKeptDraft({ now, newId: () => ID }), discardedAt: now() };
    const form = new DraftForm(discarded, true, {
      now,
      write: async (kept) => void rows.push(kept),
      remove: async () => undefined,
    });
    form.change((draft) => ({ ...draft, justification: 'typed again' }));
    await vi.runAllTimersAsync();
    expect(rows.at(-1)?.discardedAt).toBeNull();
  });

  it('a paste is saved immediately, and what is typed after it soon', async () => {
    const { rows, type } = aForm();
    type('A whole mail');
    await vi.advanceTimersByTimeAsync(1);
    expect(rows.get(ID)?.draft.justification).toBe('A whole mail');
    type('A whole mail, and more');
    await vi.advanceTimersByTimeAsync(100);
    expect(rows.get(ID)?.draft.justification).toBe('A whole mail, and more');
  });

  it('a draft is saved during uninterrupted typing too', async () => {
    const { rows, type } = aForm();
    let text = '';
    for (const letter of 'without a pause') {
      text += letter;
      type(text);
      await vi.advanceTimersByTimeAsync(100);
    }
    const kept = rows.get(ID)?.draft.justification ?? '';
    expect(text.startsWith(kept)).toBe(true);
    // A tenth of a second, at ten letters a second.
    expect(text.length - kept.length).toBeLessThanOrEqual(1);
  });

  it('DraftForm leaves no row for a draft that was emptied', async () => {
    const { form, rows, type } = aForm();
    type('T');
    await form.flush();
    expect(rows.size).toBe(1);
    form.change(() => emptyDraft());
    await form.flush();
    expect(rows.size).toBe(0);
  });

  it('DraftForm says so when the device cannot keep it, and keeps it with the next change', async () => {
    let full = true;
    const { form, rows, type } = aForm({ fails: () => full });
    type('T');
    await form.flush();
    expect(form.unsaved()).toBe(true);
    full = false;
    type('Th');
    await form.flush();
    expect(form.unsaved()).toBe(false);
    expect(rows.get(ID)?.draft.justification).toBe('Th');
  });

  it('a slow disk gets the newest text, not each one that waited', async () => {
    const started: string[] = [];
    let finish = (): void => undefined;
    const slow = new DraftForm(newKeptDraft({ now, newId: () => ID }), false, {
      now,
      write: ({ draft }) => {
        started.push(draft.justification);
        return new Promise<void>((resolve) => {
          finish = resolve;
        });
      },
      remove: async () => undefined,
    });
    for (const justification of ['T', 'Th', 'The', 'The c']) {
      slow.change((draft) => ({ ...draft, justification }));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(started).toEqual(['T']);
    finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(started).toEqual(['T', 'The c']);
    finish();
    await slow.flush();
    expect(started).toEqual(['T', 'The c']);
    expect(slow.unsaved()).toBe(false);
  });

  it('a form reports what is not on the device yet', async () => {
    const { form, type } = aForm();
    expect(form.unwritten()).toBeNull();
    type('T');
    expect(form.unwritten()?.draft.justification).toBe('T');
    const writing = form.flush();
    expect(form.unwritten()?.draft.justification).toBe('T');
    await writing;
    expect(form.unwritten()).toBeNull();
    type('Th');
    await form.close();
    expect(form.unwritten()).toBeNull();
  });

  it('DraftForm writes nothing more once it was submitted or discarded', async () => {
    const { form, rows, type } = aForm();
    type('T');
    await form.close();
    type('Th');
    await vi.runAllTimersAsync();
    await form.flush();
    expect(rows.size).toBe(0);
  });

  it('DraftForm keeps words that chose nothing with the draft, and knows them again when it is opened', async () => {
    const { form, rows } = aForm();
    let told = 0;
    form.watch(() => {
      told += 1;
    });
    form.setUnclear('customer', 'Miller');
    form.setUnclear('customer', 'Miller');
    expect(told).toBe(1);
    const seen = form.unclear();
    expect([...seen]).toEqual([['customer', 'Miller']]);
    form.change((draft) => ({ ...draft, justification: 'T' }));
    expect(form.unclear()).toBe(seen);
    await form.flush();
    const [row] = [...rows.values()];
    const again = new DraftForm(keptDraftSchema.parse(JSON.parse(JSON.stringify(row))), true, {
      now,
      write: async () => undefined,
      remove: async () => undefined,
    });
    expect([...again.unclear()]).toEqual([['customer', 'Miller']]);
    again.setUnclear('customer', null);
    expect([...again.unclear()]).toEqual([]);
    expect(again.draft().unclear).toBeUndefined();
  });

  it('DraftForm leaves no row for words alone once they are gone again', async () => {
    const { form, rows } = aForm();
    form.setUnclear('customer', 'Miller');
    await form.flush();
    expect(rows.size).toBe(1);
    form.setUnclear('customer', null);
    await form.flush();
    expect(rows.size).toBe(0);
  });

  it('words in the middle of a search are kept, and not reported until the field is left or the form reopened', async () => {
    const { form, rows } = aForm();
    form.setUnclear('customer', 'Mil', { isTyping: true });
    expect(form.unclear().size).toBe(0);
    await form.flush();
    const row = rows.get(ID);
    if (row === undefined) throw new Error('nothing was kept');
    const ports = { now, write: async () => undefined, remove: async () => undefined };
    expect([...new DraftForm(row, true, ports).unclear()]).toEqual([['customer', 'Mil']]);
    let told = 0;
    form.watch(() => {
      told += 1;
    });
    form.setUnclear('customer', 'Mil');
    expect([told, ...form.unclear()]).toEqual([1, ['customer', 'Mil']]);
  });

  it('a form is untouched until something is typed, and never if the device already had the draft', async () => {
    const { form, type } = aForm();
    expect(form.isUntouched()).toBe(true);
    form.changeKept({ title: 'Miller' });
    expect(form.isUntouched()).toBe(true);
    type('T');
    expect(form.isUntouched()).toBe(false);
    const ports = { now, write: async () => undefined, remove: async () => undefined };
    expect(new DraftForm(form.kept(), true, ports).isUntouched()).toBe(false);
  });

  it('DraftForm tells each part of the form of every change', () => {
    const { form, type } = aForm();
    let told = 0;
    const unwatch = form.watch(() => {
      told += 1;
    });
    type('T');
    unwatch();
    type('Th');
    expect(told).toBe(1);
  });
});
