import { createHash } from 'node:crypto';

/**
 * The id of a past deal, the same each time it is imported: a UUIDv7 of the deal's own moment whose random part is a
 * digest of company and deal number.
 */
export function dealId(companyId: string, deal: string, at: string): string {
  const digest = createHash('sha256').update(`${companyId}\n${deal}`).digest('hex');
  const time = Math.max(0, Date.parse(at)).toString(16).padStart(12, '0');
  const variant = ((Number.parseInt(digest[3] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(8, 20)}`;
}
