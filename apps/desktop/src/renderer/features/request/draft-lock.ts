/** A window that is frozen cannot write what was typed last; after this long it is not waited for. */
const WRITTEN_WITHIN_MS = 2_000;

interface Holding {
  /** Take the draft from the window that has it. */
  takeOver: boolean;
  /** Ends the waiting for a window that has it. */
  signal: AbortSignal;
  /** Is given what tells that another window took the draft over. */
  work: (lost: AbortSignal) => Promise<void>;
}

/** Does `work` once the window that held the draft before has written what was typed there last. */
export async function afterWriting(locks: LockManager, name: string, work: () => Promise<void>): Promise<void> {
  const waited = AbortSignal.timeout(WRITTEN_WITHIN_MS);
  let begun = false;
  try {
    await locks.request(name, { signal: waited }, () => {
      begun = true;
      return work();
    });
  } catch (error) {
    if (begun || !waited.aborted) throw error;
    await locks.request(name, { steal: true }, work);
  }
}

/**
 * Holds a draft for this window alone while `work` runs. `work` ends once its signal says that another window took the
 * draft over; what it still writes then, that window reads.
 * @throws DOMException `AbortError` if another window took it over
 */
export async function holdDraft(locks: LockManager, id: string, { takeOver, signal, work }: Holding): Promise<void> {
  const name = `marginiq-draft-${id}`;
  const lost = new AbortController();
  try {
    await locks.request(name, takeOver ? { steal: true } : { signal }, () =>
      afterWriting(locks, `${name}:writing`, () => work(lost.signal)),
    );
  } catch (error) {
    lost.abort();
    throw error;
  }
}
