import type { AdminSession } from '../session/admin-session.ts';

/** A person as the server lists them, with what still belongs to somebody who has left. */
export type ListedPerson = Awaited<ReturnType<AdminSession['trpc']['admin']['people']['query']>>[number];
