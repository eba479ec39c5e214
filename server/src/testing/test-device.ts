import type { CommandEnvelope, CommandType, commandArgsSchemas } from '@marginiq/contract/command';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import type { PushReply } from '@marginiq/contract/push';
import type { ActingUser } from '@marginiq/domain/context';
import { v7 } from 'uuid';
import type { z } from 'zod';
import type { Session } from '../auth/authority.ts';
import { registerDevice } from '../auth/devices.ts';
import { callerAs } from './callers.ts';
import type { TestApi } from './test-api.ts';
import type { TestCompany, TestPerson } from './test-company.ts';

type Args<T extends CommandType> = z.input<(typeof commandArgsSchemas)[T]>;

/** Somebody's installation: numbers commands as the outbox does, and speaks for its person. */
export class TestDevice {
  readonly id: string;
  readonly company: TestCompany;
  readonly person: TestPerson;
  #lastSeq = 0;

  private constructor(company: TestCompany, person: TestPerson, id: string) {
    this.id = id;
    this.company = company;
    this.person = person;
  }

  static async register(company: TestCompany, person: TestPerson, id: string = v7()): Promise<TestDevice> {
    const device = new TestDevice(company, person, id);
    const known = { deviceId: device.id, deviceName: 'a test' };
    await registerDevice(company.store, person.id, known, new Date().toISOString());
    return device;
  }

  get actor(): ActingUser {
    const { id: userId, name, role, teamId } = this.person;
    return { userId, name, role, teamId };
  }

  claims(clock: { now: () => string }): Session['claims'] {
    const expiresAt = Math.floor(Date.parse(clock.now()) / 1000) + 900;
    return { companyId: this.company.id, userId: this.person.id, deviceId: this.id, client: 'desktop', expiresAt };
  }

  /** Calls the router in this process, as this person on this device. */
  on(api: TestApi) {
    return callerAs(api, this.claims(api.clock));
  }

  async push(api: TestApi, commands: CommandEnvelope[], protocol = PROTOCOL_VERSION): Promise<PushReply> {
    return this.on(api).sync.push({ protocol, deviceId: this.id, commands });
  }

  /** The next command of this device. */
  command<T extends CommandType>(
    type: T,
    args: Args<T>,
    rest: Partial<Omit<CommandEnvelope, 'type' | 'args'>> = {},
  ): CommandEnvelope {
    this.#lastSeq += 1;
    return {
      id: v7(),
      deviceId: this.id,
      deviceSeq: this.#lastSeq,
      type,
      args,
      baseRevision: 0,
      madeAt: '2026-02-03T10:00:00.000Z',
      provisional: null,
      ...rest,
    };
  }

  /** Asks for a discount on one product for a customer of this person. Under review from 5.01 % on. */
  submit(discountBp = 1_500, requestId: string = v7()): CommandEnvelope & { args: Args<'request.submit'> } {
    const args = {
      requestId,
      customerId: this.company.customerOf(this.person).id,
      items: [{ productId: this.company.product(1).id, quantity: 10, discountBp }],
      justification: 'a good customer',
    };
    return { ...this.command('request.submit', args), args };
  }

  revise(requestId: string, baseRevision: number, discountBp = 1_200): CommandEnvelope {
    const items = [{ productId: this.company.product(1).id, quantity: 10, discountBp }];
    return this.command('request.revise', { requestId, items, justification: 'a smaller one' }, { baseRevision });
  }

  approve(requestId: string, baseRevision = 1): CommandEnvelope {
    return this.command('request.approve', { requestId, note: null }, { baseRevision });
  }

  reject(requestId: string, baseRevision = 1): CommandEnvelope {
    return this.command('request.reject', { requestId, reason: 'too much' }, { baseRevision });
  }

  withdraw(requestId: string, baseRevision = 1): CommandEnvelope {
    return this.command('request.withdraw', { requestId }, { baseRevision });
  }
}
