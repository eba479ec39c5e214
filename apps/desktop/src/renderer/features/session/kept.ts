import { peopleOnDisk } from '@marginiq/sync/database/local-database';
import { useEffect, useState } from 'react';
import { countUnsent, hasUnfinishedWork } from '../../app/leaving.ts';
import { databaseNameOf } from '../../app/workspace.ts';
import type { DeviceOwner } from '../../host/device-registry.ts';
import { deviceRegistry } from '../../host/host-bridge.ts';
import { keptWords } from './kept-words.ts';

export interface Kept {
  /** Null if the page's note of it was lost. */
  owner: DeviceOwner | null;
  database: string;
  /** Null if it cannot be read. */
  unsent: number | null;
  /** Drafts or half-made decisions. */
  isUnfinished: boolean;
}

async function findKept(): Promise<Kept[]> {
  const owners = new Map(
    deviceRegistry()
      .owners()
      .map((owner) => [databaseNameOf(owner), owner]),
  );
  const onDisk = (await peopleOnDisk().catch(() => [])).map(databaseNameOf);
  const found = [...new Set([...owners.keys(), ...onDisk])].map(async (database) => {
    const unsent = await countUnsent(database).catch(() => null);
    const isUnfinished = await hasUnfinishedWork(database).catch(() => false);
    return { owner: owners.get(database) ?? null, database, unsent, isUnfinished };
  });
  return (await Promise.all(found)).filter((one) => keptWords(one).length > 0);
}

/** Null if some of it cannot be read. */
const totalUnsent = (kept: readonly Kept[]): number | null =>
  kept.some(({ unsent }) => unsent === null) ? null : kept.reduce((sum, { unsent }) => sum + (unsent ?? 0), 0);

/**
 * The work that waits on this device, whoever did it.
 * @param onCounted receives the number of commands, unless an open workspace in some window knows it better
 */
export function useKept(onCounted?: (unsent: number | null) => void): Kept[] {
  const [kept, setKept] = useState<Kept[]>([]);
  useEffect(() => {
    let isShown = true;
    void findKept().then((found) => {
      if (!isShown) return;
      setKept(found);
      onCounted?.(totalUnsent(found));
    });
    return () => {
      isShown = false;
    };
  }, [onCounted]);
  return kept;
}
