import type { CommandEnvelope, CommandType } from '@marginiq/contract/command';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import type { PushReply } from '@marginiq/contract/push';
import { AuthClient } from '@marginiq/desktop/auth-client';
import { createTrpcTransport } from '@marginiq/desktop/trpc-transport';
import { PASSWORD, type TestCompany, type TestPerson } from '@marginiq/server/testing/test-company';
import type { NewCommand } from '@marginiq/sync/outbox/outbox';
import { v7 } from 'uuid';

/** A device without a database that sends what it is given, through the product's own transport. */
export class Pusher {
  readonly deviceId = v7();
  readonly #token: () => Promise<string>;
  #lastSeq = 0;

  private constructor(token: () => Promise<string>) {
    this.#token = token;
  }

  static async signIn(url: string, company: TestCompany, person: TestPerson): Promise<Pusher> {
    let accessToken = '';
    const pusher = new Pusher(async () => accessToken);
    const auth = new AuthClient({ serverUrl: url, now: () => Date.now() });
    const credentials = { company: company.slug, email: person.email, password: PASSWORD };
    const answer = await auth.login(
      { ...credentials, deviceId: pusher.deviceId },
      { deviceName: 'a pusher', tokenTransport: 'body' },
    );
    if (!answer.ok) throw new Error(answer.message);
    accessToken = answer.reply.accessToken;
    return pusher;
  }

  token(): Promise<string> {
    return this.#token();
  }

  /** Numbers a command as the outbox does. */
  envelope(command: NewCommand<CommandType>): CommandEnvelope {
    this.#lastSeq += 1;
    const madeAt = new Date().toISOString();
    return { ...command, id: v7(), deviceId: this.deviceId, deviceSeq: this.#lastSeq, madeAt };
  }

  transport(url: string) {
    return createTrpcTransport(url, { get: this.#token, renew: this.#token });
  }

  push(url: string, commands: CommandEnvelope[]): Promise<PushReply> {
    const input = { protocol: PROTOCOL_VERSION, deviceId: this.deviceId, commands };
    return this.transport(url).push(input, AbortSignal.timeout(30_000));
  }
}
