import { join } from 'node:path';
import type { CommandEnvelope } from '@marginiq/contract/command';
import { Journal } from './journal.ts';

/** What a person was told: that a command is saved; or what the person did to it. */
export type LedgerEntry = { saved: CommandEnvelope } | { dismissed: string };

/** Kept beside the local database and never read by the product, to hold it to its word. */
export const ledgerOf = (folder: string) => new Journal<LedgerEntry>(join(folder, 'ledger.log'));
