import type { Role } from '@marginiq/contract/roles';
import type { AppRouter } from '@marginiq/server/procedures/router';
import { createTRPCClient, httpLink } from '@trpc/client';
import { v7 } from 'uuid';
import type { DemoCompany, DemoLogin, Installation } from './installation.ts';

type Login = Pick<DemoLogin, 'email' | 'password'>;

/** An admin's actions in the console, for tests of what others see of them. */
export class AdminApi {
  readonly #trpc: ReturnType<typeof createTRPCClient<AppRouter>>;

  private constructor(trpc: ReturnType<typeof createTRPCClient<AppRouter>>) {
    this.#trpc = trpc;
  }

  static async signIn(installation: Installation, company: DemoCompany, { email, password }: Login): Promise<AdminApi> {
    const url = `${installation.url}/trpc`;
    const device = { deviceId: v7(), deviceName: 'Test', client: 'admin', tokenTransport: 'body' } as const;
    const guest = createTRPCClient<AppRouter>({ links: [httpLink({ url })] });
    const reply = await guest.auth.login.mutate({ company: company.slug, email, password, ...device });
    const headers = { authorization: `Bearer ${reply.accessToken}` };
    return new AdminApi(createTRPCClient<AppRouter>({ links: [httpLink({ url, headers })] }));
  }

  async changeRole(login: Pick<DemoLogin, 'email'>, role: Role): Promise<void> {
    await this.#trpc.admin.changePerson.mutate({ personId: await this.#idOf(login), role, confirmed: true });
  }

  async setActive(login: Pick<DemoLogin, 'email'>, active: boolean): Promise<void> {
    await this.#trpc.admin.changePerson.mutate({ personId: await this.#idOf(login), active, confirmed: true });
  }

  async handCustomers(customerIds: string[], to: Pick<DemoLogin, 'email'>): Promise<void> {
    await this.#trpc.admin.reassign.mutate({ customerIds, requestIds: [], ownerId: await this.#idOf(to) });
  }

  async #idOf({ email }: Pick<DemoLogin, 'email'>): Promise<string> {
    const people = await this.#trpc.admin.people.query();
    const person = people.find((one) => one.email === email);
    if (person === undefined) throw new Error(`the company has no ${email}`);
    return person.id;
  }
}
