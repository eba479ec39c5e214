import type { AppRouter } from '@marginiq/server/procedures/router';
import { PASSWORD, type TestCompany } from '@marginiq/server/testing/test-company';
import { createTRPCClient, httpLink } from '@trpc/client';
import { v7 } from 'uuid';
import type { World } from './world.ts';

const TRIES = 40;
const AGAIN_MS = 500;

const connect = (url: string, token?: string) =>
  createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/trpc`, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })],
  });
export type AdminClient = ReturnType<typeof connect>;

/** Signs in as the company's admin, in the admin console. */
export async function signInAsAdmin(url: string, company: TestCompany): Promise<AdminClient> {
  const { accessToken } = await connect(url).auth.login.mutate({
    client: 'admin',
    company: company.slug,
    email: company.person('Ada').email,
    password: PASSWORD,
    deviceId: v7(),
    deviceName: 'the admin console',
    tokenTransport: 'body',
  });
  return connect(url, accessToken);
}

/** An admin does something, and does it again while the servers fail: at whichever of them answers. */
export async function asAdmin<T>(
  world: World,
  company: TestCompany,
  work: (admin: AdminClient) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work(await signInAsAdmin(`http://127.0.0.1:${world.api(tries).port}`, company));
    } catch (error) {
      if (tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
