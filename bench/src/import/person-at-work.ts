import { setTimeout as wait } from 'node:timers/promises';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import type { PushReply } from '@marginiq/contract/push';
import type { TestCompany } from '@marginiq/server/testing/test-company';
import { TestDevice } from '@marginiq/server/testing/test-device';
import type { ApiProcess } from '../node/api-process.ts';
import { tokenOf } from '../node/bench-database.ts';
import { call } from '../node/trpc-call.ts';

const PUSH_EVERY_MS = 250;

/** Anna, who asks for one discount after another. */
export class PersonAtWork {
  readonly #waits: { ms: number; during: string }[] = [];
  readonly #stopping = new AbortController();
  readonly #working: Promise<void>;
  /** The activity meanwhile: waits are attributed to it. */
  during = 'nothing';

  private constructor(push: () => Promise<void>) {
    this.#working = this.#work(push);
    // Told by `end`.
    this.#working.catch(() => undefined);
  }

  static async start(api: ApiProcess, company: TestCompany): Promise<PersonAtWork> {
    const device = await TestDevice.register(company, company.person('Anna'));
    const token = await tokenOf(device);
    return new PersonAtWork(async () => {
      const body = { protocol: PROTOCOL_VERSION, deviceId: device.id, commands: [device.submit()] };
      const { outcomes } = (await call(api.url, 'sync.push', { token, body })) as PushReply;
      if (outcomes[0]?.status !== 'accepted') throw new Error(`a push was answered with ${JSON.stringify(outcomes)}`);
    });
  }

  /**
   * A push every 250 ms. One that is late because the one before was not answered yet counts from when it was due: whoever holds
   * a person up holds up all that they do meanwhile.
   */
  async #work(push: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    for (let due = performance.now(); !signal.aborted; due += PUSH_EVERY_MS) {
      const early = due - performance.now();
      if (early > 0) await wait(early, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const { during } = this;
      await push();
      this.#waits.push({ ms: performance.now() - due, during });
    }
  }

  /** How long each push took that was due during it. */
  waits(during: string): number[] {
    return this.#waits.filter((one) => one.during === during).map(({ ms }) => ms);
  }

  /** @throws if a push failed */
  async end(): Promise<void> {
    this.#stopping.abort();
    await this.#working;
  }
}
