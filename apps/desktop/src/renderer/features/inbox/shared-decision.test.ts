import { describe, expect, it } from 'vitest';
import { type DecisionDraft, isNoDecision, noDecision } from '../request/decision-draft.ts';
import { SharedDecision } from './shared-decision.ts';

/** One row on the disk, and the windows that are notified when it changes. */
class Disk {
  row: DecisionDraft | null = null;
  fails = false;
  readonly #windows: SharedDecision[] = [];

  async open(): Promise<SharedDecision> {
    const decision = new SharedDecision(noDecision(1), {
      read: async () => {
        if (this.fails) throw new Error('the database is closed');
        return this.row;
      },
      write: async (draft) => {
        if (this.fails) throw new Error('the disk is full');
        this.row = isNoDecision(draft) ? null : draft;
      },
      inTurn: (work) => work(),
    });
    this.#windows.push(decision);
    await decision.look();
    return decision;
  }

  /** Every window hears that the row was written. */
  tell = () => Promise.all(this.#windows.map((decision) => decision.look()));
}

const reject = (text: string): Partial<DecisionDraft> => ({
  choice: 'reject',
  reasons: { ...noDecision(1).reasons, reject: text },
});

describe('a decision that two windows of one person show', () => {
  it('a decision follows what is typed in the other window, so that writing continues there', async () => {
    const disk = new Disk();
    const [first, second] = [await disk.open(), await disk.open()];
    first.change(reject('Too'));
    await first.save();
    await disk.tell();
    expect(second.draft()?.reasons.reject).toBe('Too');
    expect(second.draft()?.choice).toBe('reject');
    second.change(reject('Too much.'));
    await second.save();
    await disk.tell();
    expect(first.draft()?.reasons.reject).toBe('Too much.');
  });

  it('a decision that two windows of one person show keeps both texts if both were typed before either window heard of the other', async () => {
    const disk = new Disk();
    const [first, second] = [await disk.open(), await disk.open()];
    first.change(reject('From the left.'));
    second.change(reject('From the right.'));
    await first.save();
    await second.save();
    await disk.tell();
    for (const window of [first, second]) {
      expect(window.draft()?.reasons.reject).toBe('From the left.\n\nFrom the right.');
    }
  });

  it('a decision that two windows of one person show joins what was typed for different choices', async () => {
    const disk = new Disk();
    const [first, second] = [await disk.open(), await disk.open()];
    first.change({ reasons: { ...noDecision(1).reasons, approve: 'Well argued.' } });
    second.change({ suggestion: '7.5' });
    await first.save();
    await second.save();
    await disk.tell();
    expect(first.draft()).toMatchObject({ reasons: { approve: 'Well argued.' }, suggestion: '7.5' });
    expect(second.draft()).toEqual(first.draft());
  });

  it('a decision that two windows of one person show is empty in both once one of them has sent it', async () => {
    const disk = new Disk();
    const [first, second] = [await disk.open(), await disk.open()];
    first.change(reject('Too much.'));
    await first.save();
    await disk.tell();
    await second.forget();
    await disk.tell();
    expect(disk.row).toBeNull();
    expect(first.draft()).toEqual(noDecision(1));
  });

  it('what the other window typed after this one sent its decision is not lost', async () => {
    const disk = new Disk();
    const [first, second] = [await disk.open(), await disk.open()];
    first.change(reject('Too much.'));
    await first.save();
    await disk.tell();
    second.change(reject('Too much. And late.'));
    await first.forget();
    await disk.tell();
    await second.save();
    await disk.tell();
    expect(first.draft()?.reasons.reject).toBe('Too much. And late.');
  });

  it('what could not be written stays on the screen, and is written with the next letter', async () => {
    const disk = new Disk();
    const window = await disk.open();
    disk.fails = true;
    window.change(reject('Too'));
    await window.save();
    expect([window.unsaved(), window.draft()?.reasons.reject]).toEqual([true, 'Too']);
    disk.fails = false;
    window.change(reject('Too much'));
    await window.save();
    expect([window.unsaved(), disk.row?.reasons.reject]).toEqual([false, 'Too much']);
  });

  it('an older row that is read late does not replace what was typed and written since', async () => {
    const disk = new Disk();
    const window = await disk.open();
    const looking = window.look();
    window.change(reject('Too'));
    await Promise.all([window.save(), looking]);
    expect(window.draft()?.reasons.reject).toBe('Too');
    window.change(reject('Too much'));
    await window.save();
    expect(disk.row?.reasons.reject).toBe('Too much');
  });

  it('what is shown stays if it cannot be read again', async () => {
    const disk = new Disk();
    const window = await disk.open();
    window.change(reject('Too'));
    await window.save();
    disk.fails = true;
    await window.look();
    expect(window.draft()?.reasons.reject).toBe('Too');
  });

  it('unwritten text is passed on with the text it replaced, until it is written', async () => {
    const disk = new Disk();
    const window = await disk.open();
    expect(window.unwritten()).toBeNull();
    window.change(reject('Too'));
    const saving = window.save();
    expect(window.unwritten()).toEqual({ typed: { ...noDecision(1), ...reject('Too') }, base: noDecision(1) });
    await saving;
    expect(window.unwritten()).toBeNull();
  });

  it('what is typed while it is being written is not lost', async () => {
    const disk = new Disk();
    const window = await disk.open();
    window.change(reject('Too'));
    const saving = window.save();
    window.change(reject('Too much'));
    await saving;
    expect(window.draft()?.reasons.reject).toBe('Too much');
    await window.save();
    expect(disk.row?.reasons.reject).toBe('Too much');
  });
});
