import { join } from 'node:path';
import type { CommandEnvelope } from '@marginiq/contract/command';
import { Journal } from './journal.ts';
import type { Overreach } from './lease-watch.ts';

/** What a person was told: that a command is saved; or what the person did to it. */
export type LedgerEntry = { saved: CommandEnvelope } | { dismissed: string };

/** Kept beside the local database and never read by the product, to hold it to its word. */
export const ledgerOf = (folder: string) => new Journal<LedgerEntry>(join(folder, 'ledger.log'));

/** Where a device's windows broke the law of leaders. */
export const overreachOf = (folder: string) => new Journal<Overreach>(join(folder, 'overreach.log'));
