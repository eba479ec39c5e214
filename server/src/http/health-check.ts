import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import type { Services } from '../procedures/services.ts';

export interface Health {
  product: 'MarginIQ';
  status: 'ok' | 'unavailable';
  protocol: number;
  mongodb: 'ok' | 'unavailable';
}

type Ports = Pick<Services, 'database' | 'log'>;

/** How this process is. Anybody may ask, so all who ask at the same time share one answer, and only a change of it is logged. */
export class HealthCheck {
  readonly #ports: Ports;
  #reading: Promise<Health> | null = null;
  #last: Health['status'] = 'ok';

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  read(): Promise<Health> {
    this.#reading ??= this.#ask().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #ask(): Promise<Health> {
    const { database, log } = this.#ports;
    const error = await database.ping().then(
      () => null,
      (reason: unknown) => reason,
    );
    const status = error === null ? 'ok' : 'unavailable';
    if (status !== this.#last) {
      if (status === 'ok') log.info('MongoDB answers again');
      else log.warn({ err: error }, 'MongoDB does not answer');
    }
    this.#last = status;
    return { product: 'MarginIQ', protocol: PROTOCOL_VERSION, status, mongodb: status };
  }
}
