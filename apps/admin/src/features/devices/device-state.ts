import type { Trpc } from '../session/admin-session.ts';

export type DeviceView = Awaited<ReturnType<Trpc['admin']['devices']['query']>>[number];

/** Where a device stands with the company, in words. */
export function deviceState({ revokedAt, wipedAt, unsentAtWipe }: DeviceView): {
  label: string;
  color: string;
  detail: string | null;
} {
  if (revokedAt === null) return { label: 'In use', color: 'pine', detail: null };
  if (wipedAt === null) {
    return {
      label: 'Access taken away',
      color: 'orange',
      detail: 'It wipes its data when it next reaches the server.',
    };
  }
  const unsent = unsentAtWipe ?? 0;
  const lost = unsent === 1 ? 'One action had not been sent.' : `${unsent} actions had not been sent.`;
  return { label: 'Wiped', color: 'gray', detail: unsent === 0 ? 'Everything had been sent.' : lost };
}
