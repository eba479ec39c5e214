import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import type { Services } from '../services.ts';

export interface Health {
  product: 'MarginIQ';
  status: 'ok' | 'unavailable';
  protocol: number;
  mongodb: 'ok' | 'unavailable';
}

export async function readHealth({ database, log }: Pick<Services, 'database' | 'log'>): Promise<Health> {
  const base = { product: 'MarginIQ', protocol: PROTOCOL_VERSION } as const;
  try {
    await database.ping();
    return { ...base, status: 'ok', mongodb: 'ok' };
  } catch (error) {
    log.warn({ err: error }, 'MongoDB does not answer');
    return { ...base, status: 'unavailable', mongodb: 'unavailable' };
  }
}
