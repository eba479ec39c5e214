import { AUDIENCE } from './1-audience.ts';
import type { Migration } from './migration.ts';

/**
 * Every change of stored data since the first release, in the order of their numbers. One file each beside this one. Whoever adds
 * one adds it at the end, raises `DATA_VERSION` (tenancy/data-version.ts), and pins it in `list.test.ts`.
 */
export const MIGRATIONS: readonly Migration[] = [AUDIENCE];
