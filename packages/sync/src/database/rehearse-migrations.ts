import { indexedDbsOf, readRawRows } from './indexed-db.ts';
import type { LocalLayout } from './row.ts';

type Migrate = (row: never) => unknown;

const withoutInternals = (row: object) =>
  Object.fromEntries(Object.entries(row).filter(([field]) => !field.startsWith('_')));

/**
 * Tries on copies whether the device's own rows can be migrated, before RxDB begins: of a migration that fails in the
 * middle RxDB leaves its own notes behind, and reads on from a storage that it has closed already.
 * @throws what a migration throws
 */
export async function rehearseMigrations(name: string, layout: LocalLayout): Promise<void> {
  const own: [string, number, Record<number, Migrate>][] = [
    ['commands', layout.outbox.version, layout.outboxMigrations],
    ['local', layout.local.version, layout.localMigrations],
  ];
  // On another storage there are no copies.
  if (own.every(([, version]) => version === 0) || !('indexedDB' in globalThis)) return;
  const existing = await indexedDbsOf(name);
  for (const [collection, version, migrations] of own) {
    for (let from = 0; from < version; from += 1) {
      const physical = existing.find((one) => one.endsWith(`--${from}--${collection}`));
      if (physical === undefined) continue;
      for (const row of (await readRawRows(physical)) ?? []) {
        let migrated: unknown = withoutInternals(row as object);
        for (let to = from + 1; to <= version; to += 1) migrated = migrations[to]?.(migrated as never) ?? migrated;
      }
    }
  }
}
