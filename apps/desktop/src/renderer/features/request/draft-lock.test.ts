import { describe, expect, it } from 'vitest';
import { holdDraft } from './draft-lock.ts';

const { locks } = globalThis.navigator;
const never = new AbortController().signal;
let drafts = 0;
const anId = () => {
  drafts += 1;
  return `draft-${drafts}`;
};
const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

describe('a draft that one window holds', () => {
  it('a draft that one window holds is waited for by another window, until the first closes it', async () => {
    const id = anId();
    const happened: string[] = [];
    const close = new AbortController();
    const first = holdDraft(locks, id, {
      takeOver: false,
      signal: never,
      work: async () => {
        await aborted(close.signal);
        happened.push('first wrote');
      },
    });
    const second = holdDraft(locks, id, {
      takeOver: false,
      signal: never,
      work: async () => void happened.push('second read'),
    });
    close.abort();
    await Promise.all([first, second]);
    expect(happened).toEqual(['first wrote', 'second read']);
  });

  it('a draft is read by the window that takes it over only after the first has written what was typed last', async () => {
    const id = anId();
    const { promise: open, resolve: began } = Promise.withResolvers<void>();
    const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
    const { promise: written, resolve: write } = Promise.withResolvers<void>();
    let disk = '';
    const first = holdDraft(locks, id, {
      takeOver: false,
      signal: never,
      work: async (lost) => {
        began();
        await aborted(lost);
        isAsked();
        await written;
        disk = 'typed last';
      },
    });
    const told = first.catch((error: DOMException) => error.name);
    await open;
    const read: string[] = [];
    const second = holdDraft(locks, id, { takeOver: true, signal: never, work: async () => void read.push(disk) });
    await asked;
    expect(read).toEqual([]);
    write();
    await second;
    expect(read).toEqual(['typed last']);
    expect(await told).toBe('AbortError');
  });

  it('a draft is taken from a frozen window without waiting forever', async () => {
    const id = anId();
    const { promise: open, resolve: began } = Promise.withResolvers<void>();
    const frozen = holdDraft(locks, id, {
      takeOver: false,
      signal: never,
      work: () => {
        began();
        return new Promise(() => undefined);
      },
    });
    frozen.catch(() => undefined);
    await open;
    let taken = false;
    await holdDraft(locks, id, {
      takeOver: true,
      signal: never,
      work: async () => {
        taken = true;
      },
    });
    expect(taken).toBe(true);
  });
});
